"""Runs an operation as CloudFormation does on a bad day, and checks what holds for every invocation."""

import json
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

from sandbox.engine import CREDENTIALS, Answer, Event

from ..clock import Clock
from ..cloudformation import MINUTES, with_context
from ..harness import WIRE, invoke
from ..replies import Call, Reply, Service
from .plans import Course, Plan, former_context
from .templates import SECRET

LONGEST_SECONDS: Final = 30  # of an invocation (WAIT-4)
LONGEST_CREATE_SECONDS: Final = 52  # of one whose create call has an unknown outcome (CREATE-6)
_RESEND_SECONDS: Final = 20  # after which CloudFormation sends an event again whose answer didn't come
_THREADS: Final = ThreadPoolExecutor(2, "at-once")  # of the events that come at once: their clients are kept


class Log(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self.text += self.format(record)


@dataclass
class Journal:
    """The writes that SageMaker accepted, outermost of the habits.

    Attributes:
        writes: those of the handlers, in order.

    """

    writes: list[Call] = field(default_factory=list)

    def __call__(self, call: Call, service: Service) -> Reply:
        """Note an accepted write."""
        reply = service(call)
        is_write = not call.operation.startswith(("Describe", "List"))
        if reply.ok and is_write and call.access_key == CREDENTIALS["accessKeyId"]:
            self.writes.append(call)
        return reply

    def updates(self) -> list[dict[str, Any]]:
        """Return the parameters of each update of a version."""
        return [call.parameters for call in self.writes if call.operation == "UpdateModelPackage"]


@dataclass
class Outcome:
    """How an operation ended.

    Attributes:
        answer: the last progress event.
        plan: its faults.
        course: what else happened.
        journal: the writes that SageMaker accepted.
        is_first: whether the last invocation had no callback context.
        deeds: what people did.

    """

    answer: Answer
    plan: Plan
    course: Course
    journal: Journal
    is_first: bool
    deeds: list[str]

    @property
    def status(self) -> str:
        """Return the error code, or SUCCESS."""
        return str(self.answer.get("errorCode", self.answer["status"]))

    @property
    def arn(self) -> str:
        """Return the identifier; empty if the event has none."""
        return str((self.answer.get("resourceModel") or {}).get("ModelPackageArn", ""))


class Runner:
    """Runs operations, and keeps what happened, to be told when something is wrong.

    Args:
        clock: the clock of everything.
        act: does what a person does to a package: the deed and the ARN.

    """

    def __init__(self, clock: Clock, act: Callable[[str, str], None]) -> None:
        self.clock = clock
        self.trace: list[str] = []
        self.operations = self.invocations = self.faults = 0
        self._act = act
        self._log = Log()

    def run(self, sent: Event, plan: Plan | None = None, course: Course | None = None) -> Outcome:
        """Run an operation to its end, and return it."""
        plan, course, journal = plan or Plan(), course or Course(), Journal()
        WIRE.habits = [journal, *WIRE.habits]
        deeds: list[str] = []
        arn = (sent["requestData"]["resourceProperties"] or {}).get("ModelPackageArn", "")
        self._say(f"{sent['action']} {json.dumps(sent['requestData']['resourceProperties'])}")
        self._say(f"  {[(row[0], row[1], row[2].fault, row[3]) for row in plan.rows]} {course}")
        try:
            self._meddle(plan, course, deeds, arn)
            answer, is_first = self._loop(sent, course, deeds, journal)
        finally:
            WIRE.habits.remove(journal)
            WIRE.reset()
        self.operations += 1
        self.faults += len(plan.delivered)
        return Outcome(answer, plan, course, journal, is_first, deeds)

    def _loop(self, sent: Event, course: Course, deeds: list[str], journal: Journal) -> tuple[Answer, bool]:
        began = self.clock()
        for number in range(1000):
            hazard = course.hazards.get(number, "")
            answer = self._invoke(sent, hazard)
            assert self.clock() - began <= MINUTES[sent["action"]] * 60, f"{sent['action']} was given up"
            if hazard == "killed":
                self.clock.sleep(_RESEND_SECONDS)
                continue
            if answer["status"] != "IN_PROGRESS":
                return answer, not sent["callbackContext"]
            model = answer["resourceModel"]
            if number in course.deeds:
                deeds.append(course.deeds[number])
                self._act(course.deeds[number], model["ModelPackageArn"])
            self.clock.sleep(answer["callbackDelaySeconds"])
            context = answer["callbackContext"]
            if hazard == "former":
                is_deleted = any(call.operation == "DeleteModelPackage" for call in journal.writes)
                context = former_context(model["ModelPackageArn"], number, sent=is_deleted)
            if hazard == "lost" and sent["action"] != "CREATE":
                context = None
            sent = with_context(sent, context, model)
        raise AssertionError("the operation never ended")

    def _meddle(self, plan: Plan, course: Course, deeds: list[str], arn: str) -> None:
        """Set up the wire for an operation."""
        WIRE.reset()
        WIRE.refuse, WIRE.latency = plan.refuse, course.latency
        calls = 0

        def before(call: Call) -> None:
            nonlocal calls
            if call.access_key != CREDENTIALS["accessKeyId"]:
                return
            calls += 1
            if course.before is not None and calls == course.before[0] and arn:
                deeds.append(course.before[1])
                self._act(course.before[1], arn)

        WIRE.before = before

    def _invoke(self, sent: Event, hazard: str) -> Answer:
        """Invoke the handler, maybe twice, and return an answer; check what holds for each."""
        seen, began = len(WIRE.calls), self.clock()
        self._log.text = ""
        logging.getLogger().addHandler(self._log)
        try:
            if hazard == "at once":
                answers = list(_THREADS.map(invoke, [sent, sent]))
            else:
                answers = [invoke(sent) for _ in range(2 if hazard == "twice" else 1)]
        finally:
            logging.getLogger().removeHandler(self._log)
        took = self.clock() - began
        calls = [call.operation for call in WIRE.calls[seen:]]
        for answer in answers:
            ended = answer.get("errorCode", answer["status"])
            self._say(f"  {took:4.1f} s {hazard} {calls} -> {ended} {answer.get('message', '')[:200]}")
        self.invocations += len(answers)
        is_create = sent["action"] == "CREATE" and not sent["callbackContext"]
        limit = (LONGEST_CREATE_SECONDS if is_create else LONGEST_SECONDS) * len(answers)
        assert took <= limit, f"an invocation took {took} s"
        told = self._log.text + json.dumps([[item.get("message"), item.get("callbackContext")] for item in answers])
        assert SECRET not in told, f"a secret was told: {told}"
        assert all(item.get("errorCode") != "InternalFailure" for item in answers), answers
        return answers[-1]

    def _say(self, line: str) -> None:
        self.trace.append(f"{time.monotonic() % 100_000:9.1f} {line}")
