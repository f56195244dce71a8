"""`make acceptance`: runs the acceptance tests in the sandbox, or in an account with the caller's own credentials."""

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
    """Return the exit code of pytest; 2 where the tests refuse to start."""
    parser = argparse.ArgumentParser(prog="make acceptance", description=__doc__)
    parser.add_argument("--account", help="the AWS account to run in; without it, the sandbox")
    parser.add_argument("--region", help="the region to run in")
    parser.add_argument("--registered", action="store_true", help="also through stacks of the registered type")
    parser.add_argument(
        "--validation", action="store_true", help="also with a validation job, which starts an instance"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was found for machines")
    parser.add_argument(
        "--poll-seconds", type=float, default=2.0, help="how long to wait between two polls (default: 2)"
    )
    parser.add_argument("-k", metavar="EXPRESSION", help="only the tests whose names match")
    given = parser.parse_args()
    acceptance = Acceptance()
    if given.account or given.region:
        if not (given.account and given.region):
            print("Which? make acceptance ACCOUNT=111122223333 REGION=us-east-1", file=sys.stderr)
            return 2
        try:
            target = account_target(given.account, given.region, poll_seconds=given.poll_seconds)
        except WrongTarget as refusal:
            print(f"Refused to start: {refusal}", file=sys.stderr)
            return 2
        acceptance = Acceptance(target, registered=given.registered, validation=given.validation)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does: with everything removed
    folder = Path(__file__).parent
    arguments = [*(str(path) for path in sorted(folder.glob("test_rules*.py"))), str(folder / "test_stacks.py")]
    # No local variables in tracebacks: they could hold credentials.
    options = ["--no-cov", "-p", "no:xdist", "-p", "no:cacheprovider", "--tb=line", "--no-showlocals"]
    # The sandbox, imported above, has a plugin for pytest, which finds it there too late to rewrite its assertions.
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    code = pytest.main([*options, *(["-k", given.k] if given.k else []), *arguments], plugins=[_named(acceptance)])
    if given.json:
        target_or_none = acceptance.target
        where = (target_or_none.account, target_or_none.region) if target_or_none else ("sandbox", "sandbox")
        found = as_json(*where, acceptance.observations, acceptance.left)
        given.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return int(code) or int(bool(acceptance.left))


class _Registrar:
    """Registers the settings under their name, by which the fixtures find them."""

    def __init__(self, acceptance: Acceptance):
        self._acceptance = acceptance

    def pytest_configure(self, config: pytest.Config) -> None:
        """Register the settings as a plugin."""
        config.pluginmanager.register(self._acceptance, Acceptance.NAME)


def _named(acceptance: Acceptance) -> _Registrar:
    return _Registrar(acceptance)


if __name__ == "__main__":
    sys.exit(main())
