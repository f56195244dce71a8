"""The CloudFormation CLI with STS at AWS_ENDPOINT_URL: by itself, `cfn test` asks it at its public address only.

Run it with the Python that has the CLI, and nothing else: `python tools/cfn.py test --endpoint "$AWS_ENDPOINT_URL"`.
"""

import os
import sys

import rpdk.core.boto_helpers as helpers

public_endpoint = helpers.get_service_endpoint


def get_service_endpoint(service: str, region: str) -> str:
    """Return the address of a service: the sandbox's, if AWS_ENDPOINT_URL has one."""
    return os.environ.get("AWS_ENDPOINT_URL") or str(public_endpoint(service, region))


def follow_endpoint_url() -> None:
    """Let the CLI ask STS at AWS_ENDPOINT_URL. Its modules that import the function must not be imported before."""
    helpers.get_service_endpoint = get_service_endpoint


def run(arguments: list[str]) -> None:
    """Run a command of the CLI, which ends with `SystemExit` if it fails."""
    follow_endpoint_url()
    from rpdk.core.cli import main

    main(arguments)


if __name__ == "__main__":
    run(sys.argv[1:])
