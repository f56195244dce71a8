"""The package of the type: what `make package` makes of that of `cfn submit` (tests/clients/test_cfn_submit.py)."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.loaders import Loader

from cfn_sandbox import server
from cfn_sandbox.function_process import find_interpreter, unpack
from cfn_sandbox.testing import Stacks, empty_services, fake_credentials
from mlops_sagemaker_modelpackage.schema import TYPE_NAME
from sandbox.engine import CREDENTIALS, REGION
from sandbox.packaged import runtime_version
from sandbox.server import Sandbox
from tools.slim import calls

from ..packing import can_read, pack
from ..pages import blocks, run
from ..samples import sample
from ..templates import GROUP

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = runtime_version()
TAG = f"cpython-{RUNTIME.replace('.', '')}"
LARGEST = 5_000_000  # bytes
UPLOADS = "CloudFormationManagedUploadInfrastructure"  # the stack that the CLI creates for its uploads
UNCHECKED_HASH = 0b01  # PEP 552
needs_runtime = pytest.mark.skipif(
    find_interpreter(RUNTIME) is None, reason="no Python of the runtime's version is here"
)


@dataclass
class Registered:
    """What `make register` left: the package that it built, the bytes that it uploaded, and the type's description."""

    package: Path
    uploaded: bytes
    description: dict[str, Any]


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Registered:
    """Register the type in a sandbox as `make register` does; without the runtime's Python, only build the package."""
    project = tmp_path_factory.mktemp("slim")
    package = project / "dist" / "mlops-sagemaker-modelpackage.zip"
    with fake_credentials(), Sandbox() as sandbox:
        empty_services()
        where = ["--region", REGION, "--endpoint-url", sandbox.url]
        if find_interpreter(RUNTIME) is None:
            pack(project, sys.executable, "-m", "tools.package", "--dry-run", *where)
            return Registered(package, b"", {})
        pack(project, sys.executable, "-m", "tools.package", "--set-default", *where)
        stacks = Stacks(sandbox.url)
        description = stacks.client("cloudformation").describe_type(Type="RESOURCE", TypeName=TYPE_NAME)
        resources = stacks.client("cloudformation").describe_stack_resources(StackName=UPLOADS)["StackResources"]
        (bucket,) = (item["PhysicalResourceId"] for item in resources if item["LogicalResourceId"] == "ArtifactBucket")
        s3 = stacks.client("s3")
        (key,) = (item["Key"] for item in s3.list_objects_v2(Bucket=bucket)["Contents"])
        uploaded = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    return Registered(package, uploaded, description)


@pytest.fixture(scope="module")
def package(registered: Registered) -> Path:
    """Return the package that `make package` makes: that which `make register` uploads."""
    return registered.package


@pytest.fixture(scope="module")
def deployed(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what Lambda unpacks of it."""
    return unpack(package, tmp_path_factory.mktemp("deployed"))


@needs_runtime
def test_registering_uploads_the_slim_package(registered: Registered) -> None:
    """`make register` is `cfn submit` with the package that is tested here: roles, log group and default version too."""
    assert registered.package.read_bytes() == registered.uploaded
    found = registered.description
    assert ("00000001", True) == (found["DefaultVersionId"], found["IsDefaultVersion"])
    assert ":role/" in found["ExecutionRoleArn"]
    assert ":role/" in found["LoggingConfig"]["LogRoleArn"]
    assert "mlops-sagemaker-modelpackage-logs" == found["LoggingConfig"]["LogGroupName"]


def test_credentials_are_checked_before_the_package_is_built() -> None:
    """Without valid credentials, `make register` fails at once and says what to check."""
    command = [sys.executable, "-m", "tools.package", "--set-default", "--region", REGION, "--profile", "nobody"]
    environment = os.environ | {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    ran = subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, check=False)
    assert 1 == ran.returncode
    assert "The config profile (nobody) could not be found. Check the credentials and the region." in ran.stderr
    assert "pip build" not in ran.stdout + ran.stderr
    assert "regular expression" not in ran.stdout + ran.stderr


def test_the_package_is_small(package: Path) -> None:
    """It is uploaded with every version, and unpacked at every cold start."""
    assert package.stat().st_size < LARGEST


def test_the_code_has_its_own_copy_of_the_schema(deployed: Path) -> None:
    """The registry's schema isn't part of the deployed code, so the package carries it as a file."""
    carried = deployed / "mlops_sagemaker_modelpackage" / "schema.json"
    assert not carried.is_symlink()
    assert (ROOT / "sagemaker-modelpackage.json").read_text() == carried.read_text()


def test_nothing_that_the_type_never_uses_ships(deployed: Path) -> None:
    """Development code, installers, stubs and the data of other services aren't in the package."""
    top = {path.name for path in deployed.iterdir()}
    assert set() == top & {"sandbox", "tests", "tools", "moto", "setuptools", "pkg_resources", "bin"}
    assert [] == list(deployed.rglob("*.pyi"))
    data = (path.name for path in (deployed / "botocore" / "data").iterdir() if path.is_dir())
    assert {"cloudwatch", "logs", "sagemaker"} == set(data)


def test_the_operations_are_those_that_the_code_calls(deployed: Path) -> None:
    """They are read from the code: eight of SageMaker, and those of the library's logs and metrics."""
    of_sagemaker = {f"{verb}ModelPackage" for verb in ("Create", "Describe", "Update", "Delete")}
    assert {
        "sagemaker": of_sagemaker | {"ListModelPackages", "AddTags", "ListTags", "DeleteTags"},
        "logs": {"CreateLogGroup", "CreateLogStream", "PutLogEvents"},
        "cloudwatch": {"PutMetricData"},
    } == calls(deployed)


@needs_runtime
def test_every_module_has_byte_code_that_needs_no_check(deployed: Path) -> None:
    """A cold start compiles nothing and compares no source; the paths in tracebacks are those of Lambda."""
    sources = [path for path in deployed.rglob("*.py") if "__pycache__" not in path.parts]
    compiled = [source.parent / "__pycache__" / f"{source.stem}.{TAG}.pyc" for source in sources]
    assert sources
    assert {UNCHECKED_HASH} == {int.from_bytes(path.read_bytes()[4:8], "little") for path in compiled}
    handlers = deployed / "mlops_sagemaker_modelpackage" / "__pycache__" / f"handlers.{TAG}.pyc"
    assert b"/var/task/mlops_sagemaker_modelpackage/handlers.py" in handlers.read_bytes()


def test_the_package_works_without_the_source_tree(deployed: Path, client: "SageMakerClient") -> None:
    """The handler runs from the unpacked package alone."""
    can_read(deployed, client)


def test_the_package_passes_the_contract_suite(package: Path) -> None:
    """`cfn test` over inputs/, on a Python of the runtime's version where there is one."""
    command = [sys.executable, "-m", "sandbox", "contract", "--package", str(package)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert 0 == run.returncode, run.stdout
    assert re.search(r"\b1[0-9] passed", run.stdout)


class Captured(Exception):
    """The request of a call, instead of its answer."""


def _client(data: Path | None, service: str, region: str) -> Any:
    """Return a client that works with the data of a package, or with botocore's own."""
    session: Any = botocore.session.Session()
    if data is not None:
        session.register_component("data_loader", Loader([str(data)], include_default_search_paths=False))
    keys = {"aws_access_key_id": CREDENTIALS["accessKeyId"], "aws_secret_access_key": CREDENTIALS["secretAccessKey"]}
    return session.create_client(service, region, **keys)


@contextmanager
def _listening(client: Any, listener: Callable[..., Any]) -> Iterator[None]:
    client.meta.events.register("before-send", listener)
    yield
    client.meta.events.unregister("before-send", listener)


def _call(client: Any, operation: str) -> Any:
    """Call an operation with every parameter that it has."""
    model = client.meta.service_model.operation_model(operation)
    return client._make_api_call(operation, sample(model.input_shape))


def _request(client: Any, operation: str) -> tuple[Any, ...]:
    sent: list[tuple[Any, ...]] = []

    def capture(request: Any, **_: Any) -> None:
        plain = {name: value for name, value in request.headers.items() if name in ("X-Amz-Target", "Content-Type")}
        sent.append((request.method, request.url, request.body, plain))
        raise Captured

    with _listening(client, capture), pytest.raises(Captured):
        _call(client, operation)
    return sent[0]


def _answered(client: Any, operation: str, status: int, body: Any) -> Any:
    """Return the answer, or the error, of a call to which the service says something."""

    def answer(request: Any, **_: Any) -> Any:
        response: Any = AWSResponse(request.url, status, HTTPHeaders(), io.BytesIO())
        response._content = json.dumps(body).encode()  # it is read by now
        return response

    with _listening(client, answer):
        try:
            return _call(client, operation)
        except client.exceptions.ClientError as error:
            return type(error).__name__, error.response


def _regions() -> list[str]:
    """Return one region of each partition."""
    session = botocore.session.Session()
    every = (session.get_available_regions("sagemaker", partition) for partition in session.get_available_partitions())
    return [regions[0] for regions in every if regions]


@pytest.mark.parametrize("region", _regions())
def test_trimmed_models_make_the_same_requests(deployed: Path, region: str) -> None:
    """Each call, with every parameter, goes to the same address with the same body, in every partition."""
    for service, operations in calls(deployed).items():
        slim, full = (_client(data, service, region) for data in (deployed / "botocore" / "data", None))
        for operation in operations:
            assert _request(full, operation) == _request(slim, operation)


def test_trimmed_endpoints_are_those_of_every_region(deployed: Path) -> None:
    """What botocore knows of the regions of a service in use is all there, whatever the partition."""
    full = Loader().load_data("endpoints")["partitions"]
    slim = Loader([str(deployed / "botocore" / "data")], include_default_search_paths=False).load_data("endpoints")
    for whole, kept in zip(full, slim["partitions"], strict=True):
        assert {"api.sagemaker", "logs", "monitoring"} == kept["services"].keys()
        assert kept == whole | {"services": {name: whole["services"][name] for name in kept["services"]}}


def test_trimmed_models_read_the_same_answers_and_errors(deployed: Path) -> None:
    """Each answer with every member, and each error of SageMaker, is parsed in the same way."""
    slim, full = (_client(data, "sagemaker", "us-east-1") for data in (deployed / "botocore" / "data", None))
    errors = [shape.error_code for shape in full.meta.service_model.error_shapes]
    assert errors
    for operation in calls(deployed)["sagemaker"]:
        shape = full.meta.service_model.operation_model(operation).output_shape
        body = sample(shape, on_the_wire=True) if shape else {}
        assert _answered(full, operation, 200, body) == _answered(slim, operation, 200, body)
    for code in [*errors, "ValidationException", "ThrottlingException", "SomethingNew"]:
        said = {"__type": code, "message": "said"}
        assert _answered(full, "UpdateModelPackage", 400, said) == _answered(slim, "UpdateModelPackage", 400, said)


CONTENT_TYPES = {"SupportedContentTypes": ["text/csv"], "SupportedResponseMIMETypes": ["text/csv"]}


def _deploy_type(cloudformation: Any, key: str, default: str = "latest") -> dict[str, str]:
    """Deploy deploy/register.yaml, as guide/registering.md does, and return its outputs."""
    given = {"PackageBucket": "packages", "PackageKey": key, "DefaultVersion": default}
    parameters = [{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()]
    stacks = {stack["StackName"] for stack in cloudformation.describe_stacks()["Stacks"]}
    deploy = cloudformation.update_stack if "type" in stacks else cloudformation.create_stack
    body = (ROOT / "deploy" / "register.yaml").read_text(encoding="utf-8")
    deploy(StackName="type", TemplateBody=body, Parameters=parameters, Capabilities=["CAPABILITY_IAM"])
    found = cloudformation.describe_stacks(StackName="type")["Stacks"][0]
    assert found["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE")
    return {output["OutputKey"]: output["OutputValue"] for output in found["Outputs"]}


def _versions(cloudformation: Any) -> list[str]:
    found = cloudformation.list_type_versions(Type="RESOURCE", TypeName=TYPE_NAME)["TypeVersionSummaries"]
    return [version["VersionId"] for version in found]


def _default_version(cloudformation: Any) -> str:
    return str(cloudformation.describe_type(Type="RESOURCE", TypeName=TYPE_NAME)["DefaultVersionId"])


def test_the_type_is_registered_updated_rolled_back_and_removed(client: "SageMakerClient", package: Path) -> None:
    """What guide/registering.md does with deploy/register.yaml: what was registered comes before what the sandbox has."""
    assert client
    with server.Sandbox() as sandbox:
        make: Any = boto3.client
        s3, cloudformation = (make(name, endpoint_url=sandbox.url) for name in ("s3", "cloudformation"))
        s3.create_bucket(Bucket="packages")
        for key in ("1.0.0.zip", "1.1.0.zip"):
            s3.put_object(Bucket="packages", Key=key, Body=package.read_bytes())

        _deploy_type(cloudformation, "1.0.0.zip")
        containers = {"Containers": [{"Image": "image:1"}]}
        properties = {"ModelPackageGroupName": GROUP, "InferenceSpecification": {**containers, **CONTENT_TYPES}}
        body = {"Type": TYPE_NAME, "Properties": properties}
        make("sagemaker", endpoint_url=sandbox.url).create_model_package_group(ModelPackageGroupName=GROUP)
        stack = Stacks(sandbox.url).deploy({"Resources": {"Version": body}}, "churn")
        assert f"{GROUP}/1" == stack.resources["Version"].partition("/")[2]

        assert "00000002" == _deploy_type(cloudformation, "1.1.0.zip")["VersionId"]
        versions = [_default_version(cloudformation)]
        for default in ("00000001", "latest"):
            _deploy_type(cloudformation, "1.1.0.zip", default)
            versions.append(_default_version(cloudformation))
        assert ["00000002", "00000001", "00000002"] == versions

        cloudformation.deregister_type(Type="RESOURCE", TypeName=TYPE_NAME, VersionId="00000001")
        cloudformation.delete_stack(StackName="churn")
        for name in ("churn", "type"):
            cloudformation.get_waiter("stack_delete_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
            if name == "churn":
                cloudformation.delete_stack(StackName="type")
        assert ["00000001"] == _versions(cloudformation)  # that which the sandbox was started with


@needs_runtime
def test_the_commands_of_the_guide_register_update_roll_back_and_remove(
    client: "SageMakerClient", package: Path, tmp_path: Path
) -> None:
    """The bash blocks of guide/registering.md, as they stand, one after the other; only the package is built before."""
    assert client
    (tmp_path / "deploy").symlink_to(ROOT / "deploy")
    (tmp_path / "dist").mkdir()
    shutil.copy(package, tmp_path / "dist")
    (tmp_path / "make").write_text("#!/bin/sh\n")
    (tmp_path / "make").chmod(0o755)
    titles = ("Updating to a new version", "Rolling back to an earlier version", "Removing it")
    update, roll_back, remove = ("".join(text for _, text in blocks("registering", title)) for title in titles)
    update, _, _ = update.partition("aws cloudformation deregister-type")  # it would take what is rolled back to
    register = "".join(text for _, text in blocks("registering", "Registering it")[:2])
    default = (
        "aws cloudformation describe-type --type RESOURCE --type-name $TYPE --query DefaultVersionId --output text"
    )
    with server.Sandbox() as sandbox:
        ((_, names),) = blocks("registering", "Before you begin")
        begin = f'PATH="$PWD:$PATH"\nTYPE={TYPE_NAME}\n{names}'
        said = run(f'{begin}aws s3 mb "s3://$BUCKET"\n{register}{default}\n{update}{default}\n', sandbox.url, tmp_path)
        assert ["00000001", "00000002"] == re.findall(r"^\d{8}$", said, re.MULTILINE)
        back, forward, api = roll_back.strip().split("aws cloudformation ")[1:]
        commands = "".join(f"aws cloudformation {command}\n{default}\n" for command in (back, forward, api))
        said = run(begin + commands, sandbox.url, tmp_path)
        assert ["00000001", "00000002", "00000001"] == re.findall(r"^\d{8}$", said, re.MULTILINE)
        run(begin + remove, sandbox.url, tmp_path)
        cloudformation: Any = boto3.client("cloudformation", endpoint_url=sandbox.url)
        assert ["00000001"] == _versions(cloudformation)  # that which the sandbox was started with
