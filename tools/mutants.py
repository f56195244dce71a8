"""`make mutants`: measures with mutmut how many small faults in `src` the tests notice (tests/mutants.md).

A mutant is the code with one fault in it. All of them take hours, so a random sample is run. mutmut runs the tests
without a mutant first, then proves that a fault in its copy of the code makes them fail, and only then begins.
"""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "tests" / "mutants.md"
WORK = ROOT / "mutants"  # where mutmut puts its copy of the code, and its results
LOG = WORK / "mutmut.log"
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
MAX_RUN_SECONDS = 18.5 * 60  # the report may take the rest of the 20 minutes
SAMPLE_SIZE = 400
MIN_SCORE = 95.0  # percent
KILLED = {"killed", "timeout", "segfault"}
# These run when the package is imported. mutmut's workers start after that, so its faults in them have no effect.
RUN_ON_IMPORT = (
    *("handlers.x_handles__", "invocation.x_run_as__", "patches.x_apply__", "schema.x__names__"),
    "_ThreadSessionsǁ__init____",
)

Change = tuple[str, ...]  # the lines that a mutant removes and adds, with their signs and without their indentation


def main() -> int:
    """Run a sample, print the report, and return 0 if the score is high enough."""
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(1_000_000))
    names = all_mutants()
    sample = random.Random(seed).sample(names, min(int(os.environ.get("N") or SAMPLE_SIZE), len(names)))  # noqa: S311
    print(f"SEED={seed}: {len(sample)} of {len(names)} mutants", flush=True)
    if not run(sample):
        print(f"\nmutmut could not run them. The end of {LOG}:\n{_log()[-5000:]}", file=sys.stderr)
        return 1
    results = (line.strip().rpartition(": ") for line in _mutmut("results", "--all", "true").splitlines())
    statuses = {name: status for name, _, status in results if name in sample and status != "not checked"}
    changes = {name: change(_mutmut("show", name)) for name, status in statuses.items() if status not in KILLED}
    text, score = report(statuses, changes, equivalent_changes(PAGE.read_text(encoding="utf-8")))
    print(f"\n\n{text} (SEED={seed}, {len(sample)} sampled of {len(names)})")
    return 0 if score >= MIN_SCORE else 1


def all_mutants() -> list[str]:
    """Return the names of all mutants but those of functions that run on import."""
    from mutmut.mutation.file_mutation import mutate_file_contents
    from mutmut.utils.file_utils import walk_mutatable_files
    from mutmut.utils.format_utils import get_mutant_name

    files = {path: mutate_file_contents(str(path), path.read_text(encoding="utf-8")) for path in walk_mutatable_files()}
    names = sorted(get_mutant_name(path, name) for path, file in files.items() for name in file.mutant_names)
    return [name for name in names if not any(function in name for function in RUN_ON_IMPORT)]


def run(names: Sequence[str]) -> bool:
    """Run mutants until all are done or the time is up; return False if mutmut failed before the first one."""
    shutil.rmtree(WORK, ignore_errors=True)
    source = WORK / "src"
    source.mkdir(parents=True)  # Python never looks into a folder of PYTHONPATH that it didn't find at its start
    end = time.monotonic() + MAX_RUN_SECONDS
    environment = {**os.environ, "PYTHONPATH": str(source), "HYPOTHESIS_PROFILE": "quick"}
    signal.signal(signal.SIGINT, signal.default_int_handler)  # or mutmut ignores it, where a shell ignores it for us
    options: dict[str, Any] = {"cwd": ROOT, "env": environment, "stderr": subprocess.STDOUT, "start_new_session": True}
    with LOG.open("wb") as log, subprocess.Popen([MUTMUT, "run", *names], stdout=log, **options) as process:
        try:
            while process.poll() is None and time.monotonic() < end:
                time.sleep(5)
                print("\r" + _log().replace("\r", "\n").rpartition("\n")[2], end="", flush=True)
            if process.poll() is None:
                print("\nOut of time: the mutants with the longest tests are left out.")
                process.send_signal(signal.SIGINT)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(10)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return "Running mutation testing" in _log()


def _log() -> str:
    return LOG.read_text(encoding="utf-8", errors="replace")


def _mutmut(*arguments: str) -> str:
    return subprocess.run([MUTMUT, *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def change(difference: str) -> Change:
    """Return the changed lines of a difference in the unified format."""
    lines = (re.match(r"([-+])(?!--|\+\+)\s*(.*\S)", line) for line in difference.splitlines())
    return tuple(f"{line[1]}{line[2]}" for line in lines if line)


def equivalent_changes(page: str) -> set[Change]:
    """Return the equivalent mutants, which no test can kill: one in each paragraph of the `diff` blocks of a page."""
    blocks = re.findall(r"^```diff\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    return {change(paragraph) for block in blocks for paragraph in block.split("\n\n")}


def report(statuses: Mapping[str, str], changes: Mapping[str, Change], equivalent: set[Change]) -> tuple[str, float]:
    """Return a report on mutants, and the percentage of the killed ones among those that aren't equivalent.

    Args:
        statuses: the status of each mutant, such as killed or survived.
        changes: the changed lines of each that wasn't killed.
        equivalent: the changed lines of equivalent mutants.

    """
    visible = {name: lines for name, lines in changes.items() if lines not in equivalent}
    killed, total = len(statuses) - len(changes), len(statuses) - len(changes) + len(visible)
    listed = ("\n".join([f"{name}: {statuses[name]}", *lines, ""]) for name, lines in visible.items())
    counts = ", ".join(f"{count} {status}" for status, count in Counter(statuses.values()).most_common())
    score = 100 * killed / max(1, total)
    summary = f"{len(statuses)} run: {counts}; {len(changes) - len(visible)} of the others are equivalent."
    return "\n".join([*listed, summary, f"Score: {killed} of {total}, {score:.1f} %"]), score


if __name__ == "__main__":
    sys.exit(main())
