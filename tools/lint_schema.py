"""Checks the schema as the registry and AWS's reviewers do: `cfn validate`, and guard-rail where it can run.

resource-schema-guard-rail takes Python 3.8 to 3.10 only, so it gets a virtual environment of its own.
"""

import ast
import re
import subprocess
import sys
from pathlib import Path

from cfn_sandbox.interpreters import find_interpreter

from .environment import create, installer

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "sagemaker-modelpackage.json"
GUARD_RAIL = Path(__file__).with_name("requirements-guard-rail.txt")
VERSIONS = ("3.10", "3.9", "3.8")


def validate() -> list[str]:
    """Return the warnings of `cfn validate`, except patterns with Unicode classes, which Python can't compile."""
    cfn = Path(sys.executable).with_name("cfn")
    run = subprocess.run([cfn, "validate"], cwd=ROOT, text=True, capture_output=True, check=False)
    lines = (run.stdout + run.stderr).splitlines()
    expected = re.compile(r"Could not validate regular expression: .*\\p\{|Resource schema is valid\.$")
    wrong = [line for line in lines if line.strip() and not expected.match(line)]
    return wrong or ([] if run.returncode == 0 else ["`cfn validate` failed without any output"])


def guard_rail(python: str) -> list[str]:
    """Return the findings of guard-rail, warnings included."""
    home = ROOT / ".venv-guard-rail"
    command = home / "bin" / "guard-rail"
    if not command.exists():
        create(home, python)
        install, environment = installer(home)
        subprocess.run([*install, "--quiet", "-r", str(GUARD_RAIL)], check=True, env=environment)
    report = [str(command), "--schema", f"file://{SCHEMA}", "--json"]
    run = subprocess.run(report, cwd=home, text=True, capture_output=True, check=True)
    (result,) = ast.literal_eval(run.stdout.strip().splitlines()[-1])  # its output is Python, not JSON
    found = {**result["non_compliant"], **result["warning"]}
    return [f"guard-rail: {rule}: {check['message']}" for rule, checks in found.items() for check in checks]


def main() -> int:
    """Print the problems of the schema and return an exit status."""
    wrong = validate()
    python = find_interpreter(*VERSIONS)
    if python is None:
        print("resource-schema-guard-rail was not run: it needs Python 3.8, 3.9 or 3.10, and none was found.")
    else:
        wrong += guard_rail(python)
    print(*(wrong or ["The schema is clean."]), sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
