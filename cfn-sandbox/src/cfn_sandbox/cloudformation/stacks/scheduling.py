"""Runs the steps of an operation side by side, each after those that it depends on."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from graphlib import TopologicalSorter
from queue import SimpleQueue

from ..runner import Runner, Stopped


class OperationFailed(Exception):
    """A resource or an output failed, and with it the operation on the stack. Events of resources have the reason."""


def failure_text(failed: Mapping[str, str]) -> str:
    """Return CloudFormation's sentences about resources that failed, by logical ID with the phase."""
    names = {phase: ", ".join(name for name in failed if failed[name] == phase) for phase in failed.values()}
    return "".join(f"The following resource(s) failed to {phase.lower()}: [{names[phase]}]. " for phase in names)


class Schedule:
    """Runs steps. As in CloudFormation, each starts as soon as its predecessors have ended.

    `begin` starts a step in the thread of `run`, and returns the rest of it, which runs in another thread. After a
    failure no other step starts, or, unless it `stops`, only those that come after the failed one don't.
    """

    def __init__(
        self,
        runner: Runner,
        predecessors: Mapping[str, Iterable[str]],
        begin: Callable[[str], Callable[[], None]],
        *,
        stops: bool = True,
    ):
        self._runner = runner
        self._begin = begin
        self._stops = stops
        self._order: TopologicalSorter[str] = TopologicalSorter(predecessors)
        self._ready: deque[str] = deque()
        self._under_way: dict[Future[None], str] = {}
        self._ended: SimpleQueue[Future[None]] = SimpleQueue()
        self._failures: list[OperationFailed] = []

    def run(self) -> None:
        """Run the steps. Raises `OperationFailed` if one failed, once those under way have ended."""
        self._order.prepare()
        while True:
            self._ready.extend(self._order.get_ready())
            if self._failures and self._stops:
                self._ready.clear()
            if self._ready:
                self._start(self._ready.popleft())
            elif not self._under_way:
                break
            if not self._ready or not self._ended.empty():
                self._collect(self._ended.get())
        if self._failures:
            raise self._failures[0]

    def _start(self, name: str) -> None:
        try:
            future = self._runner.start(self._begin(name))
        except OperationFailed as failure:
            future = Future()
            future.set_exception(failure)
        self._under_way[future] = name
        future.add_done_callback(self._ended.put)

    def _collect(self, future: "Future[None]") -> None:
        name = self._under_way.pop(future)
        if future.cancelled():
            raise Stopped
        try:
            future.result()
        except OperationFailed as failure:
            self._failures.append(failure)
        else:
            self._order.done(name)
