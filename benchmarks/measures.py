"""Measures the type and what it is compared with, in alternating rounds."""

import os
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any, Final

import boto3

from cfn_sandbox.function_process import FunctionProcess
from cfn_sandbox_sagemaker import settle_after
from mlops_sagemaker_modelpackage.translate import for_api
from sandbox.engine import REGION, Engine, event
from sandbox.examples import properties
from sandbox.packaged import RESOURCE, runtime
from sandbox.server import Application, Sandbox

from . import region

FUNCTIONS: Final = Path(__file__).with_name("functions")
MILLISECONDS: Final = 1000.0
Figures = dict[str, float]


def keys(number: int) -> dict[str, str]:
    """Return unique credentials."""
    return {
        "accessKeyId": f"AKIA{number:016}",
        "secretAccessKey": f"secret-{number:016}",
        "sessionToken": f"token-{number:016}",
    }


def read(arn: str, number: int = 0, *, logs: bool = False) -> dict[str, Any]:
    """Return the event of a READ, with logs and metrics if wanted."""
    provider = {"providerCredentials": keys(number + 1), "providerLogGroupName": "mlops"} if logs else {}
    return event("READ", {"ModelPackageArn": arn}, data={"callerCredentials": keys(number), **provider})


def warm(arn: str, slim: Path, full: Path, rounds: int) -> Figures:
    """Return the median milliseconds of a warm READ: a bare call, ours and the naive one, with and without logs.

    `cpu` in a name is the CPU time.
    """
    runs: dict[str, tuple[FunctionProcess, bool]] = {
        "bare": (FunctionProcess(runtime(), slim, FUNCTIONS, called="bare:resource"), False),
        "ours": (FunctionProcess(runtime(), slim, called=RESOURCE), False),
        "ours, logged": (FunctionProcess(runtime(), slim, called=RESOURCE), True),
        "naive": (FunctionProcess(runtime(), full, FUNCTIONS, called="naive:resource"), False),
        "naive, logged": (FunctionProcess(runtime(), full, FUNCTIONS, called="naive:resource"), True),
    }
    taken: dict[str, list[float]] = defaultdict(list)
    with ExitStack() as stack:
        for function, _ in runs.values():
            stack.enter_context(function)
        for number in range(rounds):
            for name, (function, logs) in runs.items():
                expect_success(function(read(arn, number, logs=logs)))
                taken[name].append(function.last["seconds"] * MILLISECONDS)
                taken[f"{name}, cpu"].append(function.last["cpu"] * MILLISECONDS)
    return {name: median(times[3:]) for name, times in taken.items()}


def in_region(slim: Path, rounds: int) -> Figures:
    """Return the median milliseconds of a warm READ with the latency of a region: a bare call, and ours with logs."""
    taken: dict[str, list[float]] = defaultdict(list)
    with (
        region.cloudwatch(),
        Sandbox(through=region.with_latency),
        FunctionProcess(runtime(), slim, FUNCTIONS, called="bare:resource") as bare,
        FunctionProcess(runtime(), slim, called=RESOURCE) as ours,
    ):
        create_group()
        arn = create_version()
        for number in range(rounds):
            for name, function in (("bare", bare), ("ours, logged", ours)):
                expect_success(function(read(arn, number, logs=name != "bare")))
                taken[name].append(function.last["seconds"] * MILLISECONDS)
    return {name: median(times[3:]) for name, times in taken.items()}


def memory(arn: str, slim: Path, full: Path, reads: int) -> Figures:
    """Return the peak memory in MB of a process that answered so many logged READs, and of one after the first."""
    runs = {"ours": (slim, "mlops_sagemaker_modelpackage.handlers"), "naive": (full, "naive")}
    peaks: Figures = {}
    for name, (folder, module) in runs.items():
        with FunctionProcess(runtime(), folder, FUNCTIONS, called=f"{module}:resource") as function:
            for number in range(reads):
                expect_success(function(read(arn, number, logs=True)))
                peaks.setdefault(f"{name}, first", function.last["peak"] / 1024)
            peaks[name] = function.last["peak"] / 1024
    return peaks


def package(path: Path) -> Figures:
    """Return the MB of a package and the files in its code."""
    with zipfile.ZipFile(path) as outer, outer.open("ResourceProvider.zip") as inner, zipfile.ZipFile(inner) as code:
        return {"MB": path.stat().st_size / 1e6, "files": len(code.namelist())}


def large_model(slim: Path, rounds: int) -> Figures:
    """Return the median milliseconds that it takes to read a model of 300 KB and to answer with it."""
    container = {"Image": "image:1", "ModelDataUrl": f"s3://bucket/{'x' * 1000}", "Environment": {"KEY": "x" * 200}}
    specification = {"Containers": [container] * 15}
    specifications = [{"Name": f"specification-{number}", **specification} for number in range(15)]
    sent = event("READ", {"AdditionalInferenceSpecifications": specifications, "InferenceSpecification": specification})
    taken: dict[str, list[float]] = defaultdict(list)
    with (
        FunctionProcess(runtime(), slim, FUNCTIONS, called="echo:ours") as ours,
        FunctionProcess(runtime(), slim, FUNCTIONS, called="echo:library") as library,
    ):
        for _ in range(rounds):
            for name, function in (("ours", ours), ("library", library)):
                expect_success(function(sent))
                taken[name].append(function.last["seconds"] * MILLISECONDS)
    return {name: median(times[1:]) for name, times in taken.items()}


def profile(arn: str, slim: Path) -> Figures:
    """Return the milliseconds that a warm READ spends in each package, under the profiler."""
    with FunctionProcess(runtime(), slim, FUNCTIONS, called="profiled:resource") as function:
        spent: Figures = function(read(arn))
        return spent


class Counted:
    """Counts the calls to SageMaker that a sandbox receives."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()

    def __call__(self, application: Application) -> Application:
        """Return the application with the counter before it."""

        def counting(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            service, _, operation = environ.get("HTTP_X_AMZ_TARGET", "").partition(".")
            if service == "SageMaker":
                self.calls[operation] += 1
            return application(environ, start_response)

        return counting


def calls(slim: Path) -> dict[str, Mapping[str, int]]:
    """Return how often each operation calls SageMaker, by kind of package."""
    counted = Counted()
    made: dict[str, Mapping[str, int]] = {}
    with Sandbox(through=counted), FunctionProcess(runtime(), slim, called=RESOURCE) as function:
        create_group()
        for kind in ("versioned", "unversioned"):
            run = _counting(Engine(function), counted, made, kind)
            first = properties(kind)
            changes: dict[str, Any] = {"versioned": {"ModelApprovalStatus": "Rejected"}, "unversioned": {"Tags": []}}
            changed = first | changes[kind]
            arn = {"ModelPackageArn": run(event("CREATE", first))["resourceModel"]["ModelPackageArn"]}
            run(event("READ", arn))
            run(event("LIST", {}))
            run(event("UPDATE", changed | arn, first | arn))
            run(event("DELETE", arn))
    return made


def _counting(
    engine: Engine, counted: Counted, made: dict[str, Mapping[str, int]], kind: str
) -> Callable[[dict[str, Any]], Any]:
    def run(sent: dict[str, Any]) -> Any:
        counted.calls.clear()
        answer = expect_success(engine.run(sent))
        made[f"{sent['action'].lower()}, {kind}"] = dict(counted.calls)
        return answer

    return run


def settling(slim: Path, seconds: Iterable[float]) -> Figures:
    """Return the seconds from Completed to SUCCESS, by the seconds that a new package takes to settle."""
    late = {}
    with Sandbox(), FunctionProcess(runtime(), slim, called=RESOURCE) as function:
        create_group()
        expect_success(Engine(function).run(event("CREATE", properties("versioned"))))  # the first operation is slower
        for length in seconds:
            settle_after(length / 2)  # there are two changes of the status
            began = time.monotonic()
            expect_success(Engine(function).run(event("CREATE", properties("versioned"))))
            late[f"{length:g} s"] = time.monotonic() - began - length
    return late


def create_group() -> None:
    """Create the group of the versioned example in the running sandbox."""
    client().create_model_package_group(ModelPackageGroupName=properties("versioned")["ModelPackageGroupName"])


def create_version() -> str:
    """Create a version like the example's in the running sandbox, and return its ARN once it has settled."""
    sagemaker, sent = client(), properties("versioned")
    shape = sagemaker.meta.service_model.operation_model("CreateModelPackage").input_shape
    arn: str = sagemaker.create_model_package(**for_api(sent, shape))["ModelPackageArn"]
    while sagemaker.describe_model_package(ModelPackageName=arn)["ModelPackageStatus"] != "Completed":
        time.sleep(0.05)
    return arn


def client() -> Any:
    """Return a client of the sandbox's SageMaker."""
    os.environ |= {"AWS_ACCESS_KEY_ID": "sandbox", "AWS_SECRET_ACCESS_KEY": "sandbox"}
    return boto3.client("sagemaker", region_name=REGION)


def expect_success(answer: Any) -> Any:
    """Return an answer; raises ValueError if it isn't a success, so that only successes are measured."""
    if answer["status"] != "SUCCESS":
        raise ValueError(f"The measured operation failed: {answer}")
    return answer
