"""`make acceptance` as a process, with a sandbox as the account: nothing is left, and only what the policy allows is called."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from cfn_sandbox_sagemaker import settle_after
from sandbox.engine import ACCOUNT, REGION

from ..faults import Fault, Wire
from ..service_calls import ServiceCalls
from .run import LeftBehind, Run
from .target import Target, WrongTarget, account_target, sandbox_target

POLICY: Final = Path(__file__).resolve().parents[2] / "deploy" / "acceptance-policy.json"
_TIMEOUT_SECONDS: Final = 300  # of a command that hangs; a busy machine makes one ten times slower
# Calls that need no permission.
_ALWAYS_ALLOWED: Final = {"sts:GetCallerIdentity", "sts:GetSessionToken"}
# Permissions that SageMaker and CloudFormation use on the caller's behalf, and why. The sandbox gets no such calls.
ON_BEHALF: Final = {
    "ecr:BatchGetImage": "SageMaker reads the manifest of the image",
    "ecr:DescribeImages": "SageMaker finds out which image the tag names",
    "iam:PassRole": "CreateModelPackage passes the role of the validation job on",
    "kms:Decrypt": "with KEY, SageMaker reads the archive through S3",
    "kms:GenerateDataKey": "with KEY, S3 encrypts the archive",
    "s3:GetObject": "SageMaker reads the archive",
    "sts:AssumeRole": "with KEY, a role is a caller with fewer permissions",
    "sagemaker:AddTags": "without it, a create call with tags is denied before SageMaker refuses the tags (KIND-7)",
}


@pytest.fixture
def recorder() -> ServiceCalls:
    """Return the middleware that records the calls."""
    return ServiceCalls()


@pytest.fixture
def account(recorder: ServiceCalls) -> Iterator[Target]:
    """Return a sandbox that other processes use as an account."""
    with sandbox_target(through=recorder) as target:
        yield target


def _command(*arguments: str) -> "subprocess.Popen[str]":
    """Start the command with keys for the sandbox, whose endpoint is in the environment."""
    keys = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "secret-of-the-caller"}
    command = [sys.executable, "-m", "tests.acceptance", *arguments]
    piped = subprocess.PIPE
    return subprocess.Popen(
        command, env=os.environ | keys, cwd=POLICY.parents[1], text=True, stdout=piped, stderr=subprocess.STDOUT
    )


def _left(target: Target) -> list[str]:
    """Return the names of everything that exists in the sandbox."""
    sagemaker, s3, iam = (target.client(service) for service in ("sagemaker", "s3", "iam"))
    packages = sagemaker.list_model_packages(ModelPackageType="Both")["ModelPackageSummaryList"]
    groups = sagemaker.list_model_package_groups()["ModelPackageGroupSummaryList"]
    stacks = target.client("cloudformation").describe_stacks()["Stacks"]
    return [
        *(item["ModelPackageArn"] for item in packages),
        *(item["ModelPackageGroupName"] for item in groups),
        *(item["Name"] for item in s3.list_buckets()["Buckets"] if item["Name"].startswith("mp-acceptance-")),
        *(item["StackName"] for item in stacks if item["StackName"].startswith("mp-acceptance-")),
        *(item["RoleName"] for item in iam.list_roles()["Roles"] if item["RoleName"].startswith("mp-acceptance-")),
    ]


def _wait_until(condition: Callable[[], Any]) -> None:
    end = time.monotonic() + _TIMEOUT_SECONDS
    while not condition():
        assert time.monotonic() < end, f"the condition was not met within {_TIMEOUT_SECONDS} seconds"
        time.sleep(0.1)


def test_a_whole_run_in_an_account(account: Target, recorder: ServiceCalls, tmp_path: Path) -> None:
    """Every rule is as expected, the policy allows exactly the calls that are made, and nothing is left."""
    where = ["--account", ACCOUNT, "--region", REGION, "--registered", "--validation"]
    ran = _command(*where, "--poll-seconds", "0.1", "--json", str(tmp_path / "found.json"))
    said, _ = ran.communicate(timeout=_TIMEOUT_SECONDS)
    assert 0 == ran.returncode, said
    found = json.loads((tmp_path / "found.json").read_text())
    verdicts = {row["rule"]: row["verdict"] for row in found["rules"]}
    assert "not tried" == verdicts.pop("PERM-2")  # the sandbox checks no permissions
    assert {"as expected"} == set(verdicts.values())
    assert all(row["seen"] for row in found["rules"])
    assert f"rules in account {ACCOUNT}" in said
    assert "secret-of-the-caller" not in said
    called = {action for action in recorder.actions if not action.startswith("cloudcontrol")}
    assert _allowed() == (called - _ALWAYS_ALLOWED) | ON_BEHALF.keys()
    assert [] == _left(account)


def _allowed() -> set[str]:
    statements = json.loads(POLICY.read_text(encoding="utf-8"))["Statement"]
    listed = [[item["Action"]] if isinstance(item["Action"], str) else item["Action"] for item in statements]
    return {action for actions in listed for action in actions}


def test_it_refuses_another_account(account: Target) -> None:
    """Credentials of another account: nothing is created."""
    ran = _command("--account", "111122223333", "--region", REGION)
    said, _ = ran.communicate(timeout=_TIMEOUT_SECONDS)
    assert 2 == ran.returncode
    assert f"belong to account {ACCOUNT}, not to 111122223333" in said
    assert [] == _left(account)


def test_it_refuses_a_region_without_an_image() -> None:
    """A region for which no image is known is refused before any call."""
    with pytest.raises(WrongTarget, match="atlantis-1"):
        account_target(ACCOUNT, "atlantis-1")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_nothing(account: Target, how: signal.Signals) -> None:
    """After Ctrl-C or SIGTERM in the middle of a test, everything that was created is removed."""
    settle_after(60)  # so that the signal comes while the test waits for its first package
    running = _command("--account", ACCOUNT, "--region", REGION, "--poll-seconds", "0.1", "-k", "described_names")
    sagemaker = account.client("sagemaker")
    _wait_until(lambda: sagemaker.list_model_packages(ModelPackageType="Both")["ModelPackageSummaryList"])
    running.send_signal(how)
    settle_after(0)  # a package that is Pending can't be deleted
    said, _ = running.communicate(timeout=_TIMEOUT_SECONDS)
    assert running.returncode not in (0, None), said
    assert [] == _left(account)


def test_a_failing_run_leaves_nothing(account: Target) -> None:
    """After an error in a test, everything with the prefix is removed."""

    def fail(run: Run) -> None:
        run.create(run.version())
        run.create(run.unversioned())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), Run(account) as run:
        fail(run)
    assert [] == _left(account)


def test_a_failing_clean_up_names_what_is_left() -> None:
    """If a deletion is denied, the rest is removed, and the message names the resource that is left."""
    wire = Wire()
    with sandbox_target(through=wire) as target:
        run = Run(target)
        with run:
            run.create(run.unversioned())
            wire.fail("DeleteModelPackageGroup", Fault(400, "AccessDeniedException", "denied"), times=1)
            with pytest.raises(LeftBehind, match=rf"{run.group} \(AccessDeniedException\)"):
                run.clean_up()
            assert _left(target) == [run.group]
        assert [] == _left(target)
