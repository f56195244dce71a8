"""One run of the acceptance tests: creates its resources, calls the handlers and SageMaker, and removes everything."""

import io
import json
import signal
import tarfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from mlops_sagemaker_modelpackage import handlers
from sandbox.engine import Engine, event

from .target import Target

_DELETE_ATTEMPTS: Final = 60  # while a package or group has another status
_INSTANCE_TYPES: Final = ["ml.m5.large"]


class LeftBehind(Exception):
    """Raised if the clean-up failed; the message names every resource that still exists."""


class Run:
    """The resources of a run, which share a prefix. The context manager creates bucket, archive and group, and removes all."""

    def __init__(self, target: Target):
        self.target = target
        self.prefix = f"mp-acceptance-{uuid.uuid4().hex[:10]}"
        self.sagemaker = target.client("sagemaker")
        self.s3 = target.client("s3")
        self.cloudformation = target.client("cloudformation")
        self.group = f"{self.prefix}-group"
        self.bucket = f"{self.prefix}-{target.account}"
        self._role_names: list[str] = []
        self.archive = f"s3://{self.bucket}/model.tar.gz"

    def __enter__(self) -> "Run":
        try:
            location = {"LocationConstraint": self.target.region}
            settings = {} if self.target.region == "us-east-1" else {"CreateBucketConfiguration": location}
            self.s3.create_bucket(Bucket=self.bucket, **settings)
            self.s3.put_object(Bucket=self.bucket, Key="model.tar.gz", Body=_archive())
            self.sagemaker.create_model_package_group(ModelPackageGroupName=self.group)
        except BaseException:
            self.clean_up()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.clean_up()

    # Parts of templates.

    def name(self) -> str:
        """Return a new name under the prefix of the run."""
        return f"{self.prefix}-{uuid.uuid4().hex[:8]}"

    def specification(self, **others: Any) -> dict[str, Any]:
        """Return an InferenceSpecification of the public image and the archive."""
        return {
            "Containers": [{"Image": self.target.image, "ModelDataUrl": self.archive}],
            "SupportedContentTypes": ["text/csv"],
            "SupportedResponseMIMETypes": ["text/csv"],
            "SupportedTransformInstanceTypes": _INSTANCE_TYPES,
            "SupportedRealtimeInferenceInstanceTypes": _INSTANCE_TYPES,
            **others,
        }

    def version(self, **others: Any) -> dict[str, Any]:
        """Return the properties of a version of the run's group. None in `others` removes a property."""
        model = {"ModelPackageGroupName": self.group, "InferenceSpecification": self.specification(), **others}
        return {name: value for name, value in model.items() if value is not None}

    def unversioned(self, **others: Any) -> dict[str, Any]:
        """Return the properties of an unversioned package. None in `others` removes a property."""
        model = {"ModelPackageName": self.name(), "InferenceSpecification": self.specification(), **others}
        return {name: value for name, value in model.items() if value is not None}

    # Calls of the handlers, as CloudFormation makes them.

    def handle(self, action: str, desired: dict[str, Any], previous: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run an operation with the callback delays of the handler, and return its last progress event."""
        where = f"{self.target.region}:{self.target.account}"
        sent = event(
            action,
            desired,
            previous,
            data={"callerCredentials": self.target.event_credentials},
            awsAccountId=self.target.account,
            region=self.target.region,
            stackId=f"arn:aws:cloudformation:{where}:stack/{self.prefix}/{uuid.uuid4()}",
        )
        return Engine(_invoke).run(sent)

    def create(self, desired: dict[str, Any]) -> dict[str, Any]:
        """Create a package through the handler and return its model."""
        return succeeded(self.handle("CREATE", desired))

    def update(self, arn: str, desired: dict[str, Any], previous: dict[str, Any]) -> dict[str, Any]:
        """Update a package through the handler and return its model."""
        return succeeded(self.handle("UPDATE", {**desired, "ModelPackageArn": arn}, previous))

    # Calls of SageMaker: it has to refuse what the handlers refuse before any call.

    def refusal(self, operation: str, parameters: dict[str, Any], client: Any = None) -> str:
        """Call SageMaker, or another service by its client; return its error code and message, or "accepted"."""
        try:
            getattr(client or self.sagemaker, operation)(**parameters)
        except ClientError as error:
            return f"{error.response['Error']['Code']}: {error.response['Error']['Message']}"
        return "accepted"

    def describe(self, arn: str) -> dict[str, Any]:
        """Return the description of a package."""
        answer: dict[str, Any] = self.sagemaker.describe_model_package(ModelPackageName=arn)
        return answer

    def wait_until_completed(self, arn: str) -> dict[str, Any]:
        """Wait until a package that was created without the handlers is settled, and return it."""
        while (found := self.describe(arn))["ModelPackageStatus"] in ("Pending", "InProgress"):
            time.sleep(self.target.poll_seconds)
        return found

    @contextmanager
    def validation(self) -> Iterator[dict[str, Any]]:
        """Yield a ValidationSpecification with a role of its own that may read and write the run's bucket."""
        role = self.create_role("validation", {"Service": "sagemaker.amazonaws.com"})
        objects = f"arn:{self.partition()}:s3:::{self.bucket}"
        self.allow("validation", ["s3:GetObject", "s3:PutObject", "s3:ListBucket"], [objects, f"{objects}/*"])
        self.s3.put_object(Bucket=self.bucket, Key="input/rows.csv", Body=b"1,2\n")
        source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{self.bucket}/input/"}
        job = {
            "TransformInput": {"DataSource": {"S3DataSource": source}, "ContentType": "text/csv"},
            "TransformOutput": {"S3OutputPath": f"s3://{self.bucket}/output/"},
            "TransformResources": {"InstanceType": _INSTANCE_TYPES[0], "InstanceCount": 1},
        }
        profiles = [{"ProfileName": "acceptance", "TransformJobDefinition": job}]
        yield {"ValidationRole": role, "ValidationProfiles": profiles}

    def partition(self) -> str:
        """Return the partition of the region, such as `aws`."""
        partition: str = self.target.session.get_partition_for_region(self.target.region)
        return partition

    # Roles, which are removed with everything else.

    def create_role(self, suffix: str, principal: dict[str, str]) -> str:
        """Create a role that a principal may assume, under the prefix of the run, and return its ARN."""
        name = f"{self.prefix}-{suffix}"
        self._role_names.append(name)  # before the call: an interrupt can come at any time
        trust = _policy("sts:AssumeRole", Principal=principal)
        role = self.target.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)
        return str(role["Role"]["Arn"])

    def allow(self, suffix: str, actions: list[str], resources: str | list[str]) -> None:
        """Let a role do this and nothing else."""
        allowed = _policy(actions, Resource=resources)
        self.target.client("iam").put_role_policy(
            RoleName=f"{self.prefix}-{suffix}", PolicyName="bucket", PolicyDocument=allowed
        )

    def _roles(self) -> Iterator[tuple[str, Callable[[], Any]]]:
        for name in self._role_names:
            yield f"role {name}", partial(self._delete_role, name)

    def _delete_role(self, name: str) -> None:
        iam = self.target.client("iam")
        with suppress(iam.exceptions.NoSuchEntityException):
            iam.delete_role_policy(RoleName=name, PolicyName="bucket")
        with suppress(iam.exceptions.NoSuchEntityException):
            iam.delete_role(RoleName=name)

    # Clean-up: everything with the prefix is listed and removed, so an interrupt can lose no record of it.

    def clean_up(self) -> None:
        """Remove everything with the prefix; Ctrl-C is ignored meanwhile. Raises LeftBehind if something can't be removed."""
        left: list[str] = []
        with _uninterrupted():
            for remove in (self._stacks, self._packages, self._groups, self._bucket, self._roles):
                left += _attempt(remove)
        if left:
            raise LeftBehind(f"Could not be removed; delete by hand in {self.target.region}: {'; '.join(left)}")

    def _stacks(self) -> Iterator[tuple[str, Callable[[], Any]]]:
        pages = self.cloudformation.get_paginator("list_stacks").paginate()
        for summary in (item for page in pages for item in page["StackSummaries"]):
            name = summary["StackName"]
            if name.startswith(self.prefix) and summary["StackStatus"] != "DELETE_COMPLETE":
                yield f"stack {name}", partial(self._delete_stack, name)

    def _delete_stack(self, name: str) -> None:
        stack = self.cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackId"]
        self.cloudformation.delete_stack(StackName=stack)
        status = "DELETE_IN_PROGRESS"
        while status.endswith("_IN_PROGRESS"):
            time.sleep(self.target.poll_seconds)
            status = self.cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
        if status != "DELETE_COMPLETE":
            raise LeftBehind(status)

    def _packages(self) -> Iterator[tuple[str, Callable[[], Any]]]:
        searches = [{"ModelPackageType": "Both", "NameContains": self.prefix}]
        searches += [{"ModelPackageGroupName": group} for group in self._group_names()]  # versions have no names
        pages = [self.sagemaker.get_paginator("list_model_packages").paginate(**search) for search in searches]
        for summary in [item for found in pages for page in found for item in page["ModelPackageSummaryList"]]:
            arn = summary["ModelPackageArn"]
            yield arn, partial(self._delete_package, arn)

    def _delete_package(self, arn: str) -> None:
        """Delete a package and wait until Describe no longer finds it."""
        self._delete(self.sagemaker.delete_model_package, ModelPackageName=arn)
        for _ in range(_DELETE_ATTEMPTS):
            if "does not exist" in self.refusal("describe_model_package", {"ModelPackageName": arn}):
                return
            time.sleep(self.target.poll_seconds)
        raise LeftBehind("still being deleted")

    def _group_names(self) -> list[str]:
        pages = self.sagemaker.get_paginator("list_model_package_groups").paginate(NameContains=self.prefix)
        return [item["ModelPackageGroupName"] for page in pages for item in page["ModelPackageGroupSummaryList"]]

    def _groups(self) -> Iterator[tuple[str, Callable[[], Any]]]:
        for group in self._group_names():
            remove = partial(self._delete, self.sagemaker.delete_model_package_group, ModelPackageGroupName=group)
            yield f"model package group {group}", remove

    def _delete(self, call: Callable[..., Any], **parameters: str) -> None:
        """Delete a resource, with retries while it has a conflict; does nothing if it doesn't exist."""
        for attempt in range(_DELETE_ATTEMPTS):
            try:
                call(**parameters)
            except ClientError as error:
                said = str(error).lower()
                if "does not exist" in said or "cannot find" in said:
                    return
                if error.response["Error"]["Code"] != "ConflictException" or attempt + 1 == _DELETE_ATTEMPTS:
                    raise
                time.sleep(self.target.poll_seconds)
            else:
                return

    def _bucket(self) -> Iterator[tuple[str, Callable[[], Any]]]:
        names = [item["Name"] for item in self.s3.list_buckets()["Buckets"]]
        if self.bucket in names:
            yield f"bucket {self.bucket}", self._delete_bucket

    def _delete_bucket(self) -> None:
        for page in self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket):
            for item in page.get("Contents", []):
                self.s3.delete_object(Bucket=self.bucket, Key=item["Key"])
        self.s3.delete_bucket(Bucket=self.bucket)


def _attempt(found: Callable[[], Iterator[tuple[str, Callable[[], Any]]]]) -> list[str]:
    """Remove all resources that are listed; return those that could not be removed, with the error codes."""
    left = []
    try:
        for resource, remove in found():
            try:
                remove()
            except (ClientError, BotoCoreError, LeftBehind) as error:
                left.append(f"{resource} ({_code(error)})")
    except (ClientError, BotoCoreError) as error:
        left.append(f"perhaps more: {found.__name__.strip('_')} couldn't be listed ({_code(error)})")
    return left


def _code(error: Exception) -> str:
    return error.response["Error"]["Code"] if isinstance(error, ClientError) else str(error)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ignore Ctrl-C and SIGTERM until the context ends."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {name: signal.signal(name, signal.SIG_IGN) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _policy(action: Any, **others: Any) -> str:
    """Return a policy with one statement, as JSON text."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, **others}]})


def succeeded(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the model of a SUCCESS event; raises AssertionError with the message of any other."""
    assert "SUCCESS" == answer["status"], answer.get("message")
    model: dict[str, Any] = answer["resourceModel"]
    return model


def _invoke(sent: dict[str, Any]) -> dict[str, Any]:
    """Invoke the handler as Lambda does: JSON in, JSON out."""
    answer: dict[str, Any] = json.loads(json.dumps(handlers.resource(json.loads(json.dumps(sent)), None)))
    return answer


def _archive() -> bytes:
    """Return a model archive with one small file."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        entry = tarfile.TarInfo("model.txt")
        entry.size = len(b"acceptance")
        archive.addfile(entry, io.BytesIO(b"acceptance"))
    return data.getvalue()
