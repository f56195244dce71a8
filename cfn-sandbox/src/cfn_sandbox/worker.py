"""The program of a `FunctionProcess`: runs a function for each line of standard input.

It is started by its path, with the function as `module:name`, and imports only the standard library: the function's
code must not meet this distribution's libraries. Each line of input is an event, each line of output an answer, both
JSON. With `--hurried`, `time.sleep` returns at once.
"""

import importlib
import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Any


def run_function(called: str, *options: str) -> None:
    """Answer whether the function was imported, then each event, with seconds, CPU seconds, and peak memory in KB."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the function prints must not mix with the answers
    if "--hurried" in options:
        time.sleep = lambda _seconds: None
    module, _, name = called.partition(":")
    try:
        function = getattr(importlib.import_module(module), name)
    except Exception as error:  # its code raises at import, or needs a library that isn't there
        loaded = {"error": type(error).__name__, "message": f"{called} can't be imported: {error}"}
        print(json.dumps(loaded), file=answers, flush=True)
        raise
    print("{}", file=answers, flush=True)
    for line in sys.stdin:
        event = json.loads(line)
        if isinstance(event, dict) and event.get("region"):  # of the function's clients, as Lambda sets it
            os.environ["AWS_REGION"] = os.environ["AWS_DEFAULT_REGION"] = event["region"]
        began, busy = time.perf_counter(), time.process_time()
        answer: dict[str, Any]
        try:
            answer = {"answer": function(event, None)}
        except Exception as error:
            answer = {"error": type(error).__name__, "message": str(error)}
        taken = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - busy}
        answer |= {**taken, "peak": _peak()}
        print(json.dumps(answer), file=answers, flush=True)


def _peak() -> int:
    """Return the peak memory of this process in KB, 0 without /proc. getrusage would count the parent's memory too."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s*(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) if found else 0


if __name__ == "__main__":
    run_function(*sys.argv[1:])
