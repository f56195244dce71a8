"""Runs a function of the type in a process of its own, for code that must not meet this project's: a built package.

Takes the function as `module:name`; an event on a line of standard input gets a line of standard output, both JSON. It
imports nothing but the standard library, and is run by its path. With `--hurried` nothing takes time to sleep.
"""

import importlib
import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Any


def main(called: str, *options: str) -> None:
    """Answer events until there are no more: the answer or the error, the seconds it took, the peak memory in KB."""
    answers = os.fdopen(os.dup(1), "w")
    sys.stdout = sys.stderr  # whatever the code prints is no answer
    if "--hurried" in options:
        time.sleep = lambda _seconds: None
    module, _, name = called.partition(":")
    function = getattr(importlib.import_module(module), name)
    for line in sys.stdin:
        event = json.loads(line)
        began = time.perf_counter()
        said: dict[str, Any]
        try:
            said = {"answer": function(event, None)}
        except Exception as error:
            said = {"error": type(error).__name__, "message": str(error)}
        said |= {"seconds": time.perf_counter() - began, "peak": _peak()}
        print(json.dumps(said), file=answers, flush=True)


def _peak() -> int:
    """Return the peak memory of this process in KB, 0 where there is no /proc: getrusage counts the parent's too."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s*(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) if found else 0


if __name__ == "__main__":
    main(*sys.argv[1:])
