"""Runs the steps of an operation side by side, each after those that it depends on."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from graphlib import TopologicalSorter

from ..runner import Runner, Stopped


class OperationFailed(Exception):
    """A resource or an output failed, and with it the operation on the stack. Events of resources have the reason."""


def failure_text(failed: Mapping[str, str]) -> str:
    """Return CloudFormation's sentences about resources that failed, by logical ID with the phase."""
    names = {phase: ", ".join(name for name in failed if failed[name] == phase) for phase in failed.values()}
    return "".join(f"The following resource(s) failed to {phase.lower()}: [{names[phase]}]. " for phase in names)


def run_side_by_side(
    runner: Runner,
    predecessors: Mapping[str, Iterable[str]],
    begin: Callable[[str], Callable[[], None]],
    *,
    stops: bool = True,
) -> None:
    """Run steps. As in CloudFormation, each starts as soon as its predecessors have ended.

    `begin` starts a step in this thread, and returns the rest of it, which runs in another thread. After a failure no
    other step starts, or, unless it `stops`, only those that come after the failed one don't. Once the steps under way
    have ended, `OperationFailed` is raised.
    """
    order: TopologicalSorter[str] = TopologicalSorter(predecessors)
    order.prepare()
    ready = deque(order.get_ready())
    under_way: dict[Future[None], str] = {}
    failures: list[OperationFailed] = []
    while ready or under_way:
        if ready:
            name = ready.popleft()
            under_way[_start(runner, begin, name)] = name
        for future in wait(under_way, 0 if ready else None, FIRST_COMPLETED).done:
            name, failure = under_way.pop(future), _failure_of(future)
            if failure:
                failures.append(failure)
            else:
                order.done(name)
        ready.extend(order.get_ready())
        if failures and stops:
            ready.clear()
    if failures:
        raise failures[0]


def _start(runner: Runner, begin: Callable[[str], Callable[[], None]], name: str) -> "Future[None]":
    try:
        return runner.start(begin(name))
    except OperationFailed as failure:
        failed: Future[None] = Future()
        failed.set_exception(failure)
        return failed


def _failure_of(future: "Future[None]") -> OperationFailed | None:
    if future.cancelled():
        raise Stopped
    try:
        future.result()
    except OperationFailed as failure:
        return failure
    return None
