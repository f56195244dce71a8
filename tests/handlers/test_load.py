"""Many packages at once under SageMaker's limit of calls, what each costs as they grow in number, and lists that are long.

`LOAD` in the environment says how many packages at once; `make load` runs 500 of them at 20 calls a second, prints the figures,
and writes those of growth into guide/cost-scale-speed.md.
"""

import json
import os
import threading
import time
import tracemalloc
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto.sagemaker.models import sagemaker_backends

import cfn_sandbox_sagemaker as sagemaker
from benchmarks.scale import Cost, table, write, write_costs
from mlops_sagemaker_modelpackage.schema import TYPE_NAME
from sandbox.engine import ACCOUNT, REGION, Engine, event
from sandbox.server import Sandbox

from ..faults import Wire
from ..harness import invoke
from ..templates import GROUP

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

pytestmark = pytest.mark.slow

FULL = "LOAD" in os.environ
PACKAGES = int(os.environ.get("LOAD", "24"))
RATE = 20.0 if FULL else 40.0  # calls a second
THREADS = 16
LONG = 10_000 if FULL else 1_000  # packages in the long list
SIZES = (1, 10, 100, 1000) if FULL else (1, 10, 20)  # packages side by side
STACK_SIZES = (1, 50, 200) if FULL else (1, 8)  # versions in a stack
SETTLE_SECONDS = 1.0 if FULL else 0.2  # that each change of a status takes
RETRIABLE = {"Throttling", "ServiceInternalError", "NetworkFailure"}  # CloudFormation sends these operations again
VERSION: dict[str, Any] = {
    "ModelPackageGroupName": GROUP,
    "InferenceSpecification": {"Containers": [{"Image": "image:1"}]},
}


class Limit:
    """SageMaker's limit of calls: a bucket that fills with time."""

    def __init__(self, rate: float):
        self._rate, self._left, self._at = rate, rate, time.monotonic()
        self._lock = threading.Lock()
        self.refused = 0

    def __call__(self) -> bool:
        """Tell whether a call is one too many."""
        with self._lock:
            now = time.monotonic()
            self._left = min(self._rate, self._left + (now - self._at) * self._rate)
            self._at = now
            if self._left < 1:
                self.refused += 1
                return True
            self._left -= 1
            return False


def _operate(outcomes: Counter[str], sent: dict[str, Any]) -> dict[str, Any]:
    """Run an operation as CloudFormation does, which sends it again when its code says that this may help."""
    while True:
        answer = Engine(invoke, sleep=lambda seconds: time.sleep(min(seconds, 2))).run(sent)
        outcome = answer.get("errorCode", answer["status"])
        outcomes[f"{sent['action']} {outcome}"] += 1
        if outcome not in RETRIABLE:
            return answer
        time.sleep(1)


def _life(number: int, outcomes: Counter[str]) -> str:
    """Take a package from its creation through an update to its end, and return its ARN."""
    created = _operate(
        outcomes, event("CREATE", VERSION | {"CustomerMetadataProperties": {"n": str(number)}}, token=f"load-{number}")
    )
    identifier = {"ModelPackageArn": created["resourceModel"]["ModelPackageArn"]}
    before = VERSION | identifier
    updated = _operate(outcomes, event("UPDATE", before | {"ModelApprovalStatus": "Approved"}, before))
    assert "Approved" == updated["resourceModel"]["ModelApprovalStatus"]
    assert "SUCCESS" == _operate(outcomes, event("LIST", {"ModelPackageGroupName": GROUP}))["status"]
    assert "SUCCESS" == _operate(outcomes, event("DELETE", identifier))["status"]
    return str(identifier["ModelPackageArn"])


def test_no_package_is_lost_or_doubled_under_load(client: "SageMakerClient", wire: Wire) -> None:
    """Sixteen threads, one limit of calls: every package is created once, and deleted at the end."""
    limit, outcomes = Limit(RATE), Counter[str]()
    wire.throttle = limit
    began = time.monotonic()
    with ThreadPoolExecutor(THREADS) as threads:
        arns = list(threads.map(lambda number: _life(number, outcomes), range(PACKAGES)))
    seconds = time.monotonic() - began
    calls = len(wire.calls)
    wire.throttle = None

    assert len(set(arns)) == PACKAGES
    assert max(int(arn.rpartition("/")[2]) for arn in arns) == PACKAGES, "a version was made that nobody asked for"
    assert [] == client.list_model_packages(ModelPackageGroupName=GROUP)["ModelPackageSummaryList"]
    text = (
        f"{PACKAGES} packages, {THREADS} threads, {RATE:.0f} calls a second: {seconds:.0f} s, none lost, none doubled. Of {calls:,} "
        f"calls, {limit.refused:,} ({limit.refused / calls:.0%}) were refused and sent again."
    )
    print(f"\n{text} {dict(sorted(outcomes.items()))}")
    if FULL:
        assert limit.refused < 0.15 * calls, "the pace doesn't keep the calls near the limit (WAIT-6)"
        write("limit", f"{text}\n")


def _cost(packages: int, wire: Wire, engine: Engine) -> Cost:
    """Create so many packages, read, change and delete them, and return what each of these took for one package."""
    events = [event("CREATE", VERSION, token=f"{packages}-{number}") for number in range(packages)]
    calls: dict[str, float] = {}
    milliseconds: dict[str, float] = {}
    for action in ("CREATE", "READ", "UPDATE", "DELETE"):
        wire.calls = []
        began = time.perf_counter()
        answers = [engine.run(sent) for sent in events]
        milliseconds[action.lower()] = (time.perf_counter() - began) * 1000 / packages
        calls[action.lower()] = len(wire.calls) / packages
        assert {"SUCCESS"} == {answer["status"] for answer in answers}
        if action == "CREATE":
            identifiers = [{"ModelPackageArn": answer["resourceModel"]["ModelPackageArn"]} for answer in answers]
            events = [event("READ", identifier) for identifier in identifiers]
        elif action == "READ":
            before = [VERSION | identifier for identifier in identifiers]
            events = [event("UPDATE", model | {"ModelApprovalStatus": "Approved"}, model) for model in before]
        else:
            events = [event("DELETE", identifier) for identifier in identifiers]
    return Cost(packages, calls, milliseconds)


def test_a_package_costs_the_same_however_many_there_are(client: "SageMakerClient", wire: Wire, engine: Engine) -> None:
    """From 10 packages up, the calls for each differ by 10 % at most: nothing looks through the others."""
    assert client
    _cost(1, wire, engine)  # clients are made once
    costs = [_cost(packages, wire, engine) for packages in SIZES]
    print(f"\n{table(costs)}")
    many = [cost.all_calls for cost in costs if cost.packages >= 10]
    assert max(many) <= 1.1 * min(many)
    if FULL:
        write_costs(costs)


@pytest.mark.usefixtures("client")
def test_a_long_list_is_read_page_by_page(wire: Wire) -> None:
    """Thousands of packages: every page is as small as the first, and none is missed."""
    registry = sagemaker_backends[ACCOUNT][REGION].registry  # type: ignore[attr-defined]
    expected = {registry.create({"ModelPackageGroupName": GROUP}) for _ in range(LONG)}
    found: set[str] = set()
    peaks: list[int] = []
    token = None
    tracemalloc.start()
    while True:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        answer = invoke(event("LIST", {}, nextToken=token))
        peaks.append(tracemalloc.get_traced_memory()[1] - before)
        found |= {model["ModelPackageArn"] for model in answer["resourceModels"]}
        token = answer.get("nextToken")
        if token is None:
            break
    tracemalloc.stop()
    assert expected == found
    assert max(peaks[-10:]) < 2 * max(peaks[5:15])
    text = (
        f"A list of {LONG:,} packages has {len(peaks)} pages, one call of SageMaker for each. The handler and the sandbox need "
        f"{max(peaks[5:]) // 1024} KiB for a page at most, at the end of the list as at its beginning."
    )
    assert len(wire.calls) == len(peaks)
    print(f"\n{text}")
    if FULL:
        write("listing", f"{text}\n")


def _stack_seconds(size: int, server: Sandbox, client: "SageMakerClient") -> list[float]:
    """Create a stack of so many versions, delete it, import as many that exist, and return the seconds of each."""
    stacks: Any = boto3.client("cloudformation", endpoint_url=server.url)
    resource = {"Type": TYPE_NAME, "Properties": VERSION, "DeletionPolicy": "RetainExceptOnCreate"}
    body = json.dumps({"Resources": {f"Version{number}": resource for number in range(size)}})
    name = f"load-{time.time_ns()}"

    def seconds_until(status: str, began: float) -> float:
        while (found := stacks.describe_stacks(StackName=stack_id)["Stacks"][0]["StackStatus"]) != status:
            assert found.endswith("_IN_PROGRESS"), stacks.describe_stack_events(StackName=stack_id)["StackEvents"]
        return time.monotonic() - began

    began = time.monotonic()
    stack_id = stacks.create_stack(StackName=name, TemplateBody=body.replace("RetainExceptOnCreate", "Delete"))[
        "StackId"
    ]
    created = seconds_until("CREATE_COMPLETE", began)
    began = time.monotonic()
    stacks.delete_stack(StackName=name)
    deleted = seconds_until("DELETE_COMPLETE", began)
    arns = [client.create_model_package(**VERSION)["ModelPackageArn"] for _ in range(size)]
    time.sleep(2 * SETTLE_SECONDS)
    began = time.monotonic()
    stack_id = stacks.create_change_set(
        StackName=f"{name}-imported",
        ChangeSetName="import",
        ChangeSetType="IMPORT",
        TemplateBody=body,
        ResourcesToImport=[
            {
                "ResourceType": TYPE_NAME,
                "LogicalResourceId": f"Version{number}",
                "ResourceIdentifier": {"ModelPackageArn": arn},
            }
            for number, arn in enumerate(arns)
        ],
    )["StackId"]
    stacks.execute_change_set(StackName=stack_id, ChangeSetName="import")
    return [created, deleted, seconds_until("IMPORT_COMPLETE", began)]


def test_a_stack_of_many_takes_little_longer_than_of_one(server: Sandbox, client: "SageMakerClient") -> None:
    """Resources that don't depend on each other are created, deleted and imported side by side."""
    sagemaker.settle_after(SETTLE_SECONDS)
    _stack_seconds(1, server, client)  # what is imported and made once
    times = {size: _stack_seconds(size, server, client) for size in STACK_SIZES}
    lines = [["Versions in a stack", "create, s", "delete, s", "import, s"], ["---:"] * 4]
    lines += [[f"{size}", *(f"{seconds:.1f}" for seconds in found)] for size, found in times.items()]
    text = "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
    print(f"\n{text}")
    many = STACK_SIZES[1]
    assert times[many][0] < max(2.0, times[1][0]) * min(4, many / 2)
    if FULL:
        assert max(times[200]) < 60
        write("stacks", text)
