"""`make acceptance`: runs the acceptance tests in the sandbox, or in an account with the caller's credentials."""

import argparse
import json
import signal
import sys
from pathlib import Path

import pytest

from .plugin import Acceptance
from .report import as_json
from .target import WrongTarget, account_target


def main() -> int:
    """Return the exit status of pytest, or 2 if the tests refuse to start."""
    parser = argparse.ArgumentParser(prog="make acceptance", description=__doc__)
    parser.add_argument("--account", help="the AWS account to run in; without it, the sandbox")
    parser.add_argument("--region", help="the region to run in")
    parser.add_argument("--registered", action="store_true", help="also deploy stacks of the registered type")
    parser.add_argument("--validation", action="store_true", help="also run a validation job, which starts an instance")
    parser.add_argument("--key", default="", metavar="ARN", help="also try model data that this KMS key encrypts")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results as JSON")
    parser.add_argument(
        "--poll-seconds", type=float, default=2.0, help="how long to wait between two polls (default: 2)"
    )
    parser.add_argument("-k", metavar="EXPRESSION", help="only the tests whose names match")
    options = parser.parse_args()
    acceptance = Acceptance()
    if options.account or options.region:
        if not (options.account and options.region):
            print("Give both: make acceptance ACCOUNT=111122223333 REGION=us-east-1", file=sys.stderr)
            return 2
        try:
            target = account_target(options.account, options.region, poll_seconds=options.poll_seconds)
        except WrongTarget as refusal:
            print(f"Refused to start: {refusal}", file=sys.stderr)
            return 2
        acceptance = Acceptance(target, registered=options.registered, validation=options.validation, key=options.key)
    for number in (signal.SIGINT, signal.SIGTERM):  # a process in the background ignores the first
        signal.signal(number, signal.default_int_handler)  # ends with the clean-up
    folder = Path(__file__).parent
    arguments = [str(path) for path in sorted(folder.glob("rules*.py"))]
    # Tracebacks must not show local variables: they could hold credentials.
    flags = ["--no-cov", "-p", "no:xdist", "-p", "no:cacheprovider", "--tb=line", "--no-showlocals"]
    # The sandbox is imported above, so pytest can no longer rewrite the assertions of its pytest plugin, and warns.
    flags += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    code = pytest.main(
        [*flags, *(["-k", options.k] if options.k else []), *arguments], plugins=[_Registrar(acceptance)]
    )
    if options.json:
        target_or_none = acceptance.target
        location = (target_or_none.account, target_or_none.region) if target_or_none else ("sandbox", "sandbox")
        found = as_json(*location, acceptance.observations, acceptance.left_behind)
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return int(code) or int(bool(acceptance.left_behind))


class _Registrar:
    """Registers the settings as a plugin under the name by which the fixtures find them."""

    def __init__(self, acceptance: Acceptance):
        self._acceptance = acceptance

    def pytest_configure(self, config: pytest.Config) -> None:
        """Register the settings as a plugin."""
        config.pluginmanager.register(self._acceptance, Acceptance.NAME)


if __name__ == "__main__":
    sys.exit(main())
