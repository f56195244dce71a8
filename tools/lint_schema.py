"""Checks the schema as the registry and AWS's reviewers do: `cfn validate`, and guard-rail where it can run.

guard-rail looks at the schema, and compares it with that of the last release: a template that worked has to work on.
resource-schema-guard-rail takes Python 3.8 to 3.10 only, so it gets a virtual environment of its own.
"""

import ast
import re
import subprocess
import sys
from pathlib import Path

from cfn_sandbox.function_process import find_interpreter

from .environment import create, installer

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "sagemaker-modelpackage.json"
RELEASED = Path(__file__).with_name("released-schema.json")  # `make release` writes it
GUARD_RAIL = Path(__file__).with_name("requirements-guard-rail.txt")
VERSIONS = ("3.10", "3.9", "3.8")
Findings = dict[str, list[dict[str, str]]]  # by the name of a rule


def validate() -> list[str]:
    """Return the warnings of `cfn validate`, except patterns with Unicode classes, which Python can't compile."""
    cfn = Path(sys.executable).with_name("cfn")
    run = subprocess.run([cfn, "validate"], cwd=ROOT, text=True, capture_output=True, check=False)
    lines = (run.stdout + run.stderr).splitlines()
    expected = re.compile(r"Could not validate regular expression: .*\\p\{|Resource schema is valid\.$")
    wrong = [line for line in lines if line.strip() and not expected.match(line)]
    return wrong or ([] if run.returncode == 0 else ["`cfn validate` failed without any output"])


def guard_rail() -> list[str] | None:
    """Return the findings of guard-rail, warnings included; None where there is no Python that it can run on."""
    result = _run_guard_rail(SCHEMA)
    return None if result is None else _sentences({**result["non_compliant"], **result["warning"]})


def breaking_changes(schema: Path = SCHEMA, released: Path = RELEASED) -> list[str] | None:
    """Return what breaks templates of the released schema, by guard-rail; None where it can't run.

    Its warnings are left out: it warns of every changed pattern, also of one that permits more.
    """
    result = _run_guard_rail(released, schema, "--stateful")
    return None if result is None else _sentences(result["non_compliant"])


def _run_guard_rail(*arguments: Path | str) -> dict[str, Findings] | None:
    home = ROOT / ".venv-guard-rail"
    command = home / "bin" / "guard-rail"
    if not command.exists():
        python = find_interpreter(*VERSIONS)
        if python is None:
            return None
        create(home, python)
        install, environment = installer(home)
        subprocess.run([*install, "--quiet", "-r", str(GUARD_RAIL)], check=True, env=environment)
    schemas = [f"file://{argument}" if isinstance(argument, Path) else argument for argument in arguments]
    run = subprocess.run(
        [str(command), "--json", "--schema", *schemas], cwd=home, text=True, capture_output=True, check=True
    )
    (result,) = ast.literal_eval(run.stdout.strip().splitlines()[-1])  # its output is Python, not JSON
    found: dict[str, Findings] = result
    return found


def _sentences(found: Findings) -> list[str]:
    return [f"guard-rail: {rule}: {check['message']}" for rule, checks in found.items() for check in checks]


def main() -> int:
    """Print the problems of the schema and return an exit status."""
    wrong, found, breaking = validate(), guard_rail(), breaking_changes()
    if found is None or breaking is None:
        print("resource-schema-guard-rail was not run: it needs Python 3.8, 3.9 or 3.10, and none was found.")
    if breaking:
        wrong.append(
            "The schema breaks templates of the last release, which only a new major version may do. Compare: "
            f"diff {RELEASED.relative_to(ROOT)} {SCHEMA.name}"
        )
    wrong += [*(found or []), *(breaking or [])]
    print(*(wrong or ["The schema is clean."]), sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
