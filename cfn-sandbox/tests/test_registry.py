"""The registry of types, and types of projects, with a small type that has nothing to do with SageMaker."""

import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto.core.base_backend import BackendDict

from cfn_sandbox.function_process import FunctionError, FunctionProcess
from cfn_sandbox.projects import ProjectError, TypeProject
from cfn_sandbox.server import Sandbox

PROJECT = Path(__file__).with_name("acme-config-setting")
NAME = "Acme::Config::Setting"
# A handler for the registry's tests, which needs nothing but Python: each version answers with a mark of its own, and
# with the log group that it was told to write to.
HANDLER = """
def resource(event, context):
    state = event["requestData"]["resourceProperties"]
    arn = "{mark}" + event["requestData"].get("providerLogGroupName", "")
    return {{"status": "SUCCESS", "resourceModel": {{"Name": state["Name"], "Value": state.get("Value"), "Arn": arn}}}}
"""


@pytest.fixture
def cloudformation(server: Sandbox) -> Any:
    """Return a client of an empty sandbox, with a bucket `packages`."""
    BackendDict.reset()
    s3: Any = boto3.client("s3", endpoint_url=server.url)
    s3.create_bucket(Bucket="packages")
    make: Any = boto3.client
    return make("cloudformation", endpoint_url=server.url)


def _upload(server: Sandbox, mark: str, name: str = NAME) -> str:
    schema = json.loads((PROJECT / "acme-config-setting.json").read_text()) | {"typeName": name}
    settings = {"typeName": name, "runtime": "python3.11", "entrypoint": "tiny.handlers.resource"}
    code, package = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("tiny/__init__.py", "")
        archive.writestr("tiny/handlers.py", HANDLER.format(mark=mark))
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("schema.json", json.dumps(schema))
        archive.writestr(".rpdk-config", json.dumps(settings))
        archive.writestr("ResourceProvider.zip", code.getvalue())
    s3: Any = boto3.client("s3", endpoint_url=server.url)
    s3.put_object(Bucket="packages", Key=f"{mark}.zip", Body=package.getvalue())
    return f"s3://packages/{mark}.zip"


def _register(client: Any, url: str, name: str = NAME, **options: Any) -> dict[str, Any]:
    given = {"Type": "RESOURCE", "TypeName": name, "SchemaHandlerPackage": url, **options}
    token = client.register_type(**given)["RegistrationToken"]
    for _ in range(200):
        found: dict[str, Any] = client.describe_type_registration(RegistrationToken=token)
        if found["ProgressStatus"] != "IN_PROGRESS":
            return found
    raise AssertionError("The registration never ends")


def _deploy(client: Any, stack: str, resources: dict[str, Any], **outputs: Any) -> dict[str, str]:
    body = json.dumps({"Resources": resources, "Outputs": {name: {"Value": value} for name, value in outputs.items()}})
    client.create_stack(StackName=stack, TemplateBody=body)
    found = client.describe_stacks(StackName=stack)["Stacks"][0]
    assert "CREATE_COMPLETE" == found["StackStatus"], client.describe_stack_events(StackName=stack)["StackEvents"]
    return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}


def _setting(**properties: str) -> dict[str, Any]:
    return {"Type": NAME, "Properties": {"Name": "name", "Value": "value", **properties}}


def _refused(code: str, saying: str) -> Any:
    return pytest.raises(ClientError, match=f"\\({code}\\).*{saying}")


def test_a_registered_package_runs_in_a_stack(cloudformation: Any, server: Sandbox) -> None:
    """A type registered from S3 is used by a stack, and its handlers run from the package."""
    assert "COMPLETE" == _register(cloudformation, _upload(server, "first"))["ProgressStatus"]
    made = _deploy(cloudformation, "stack", {"Setting": _setting()}, Mark={"Fn::GetAtt": ["Setting", "Arn"]})
    assert {"Mark": "first"} == made


def test_a_handler_is_told_the_log_group_of_its_registration(cloudformation: Any, server: Sandbox) -> None:
    """LoggingConfig of the registration is in every event, so that the handler's records arrive there."""
    logging = {"LogGroupName": "/settings", "LogRoleArn": "arn:aws:iam::123456789012:role/log"}
    _register(cloudformation, _upload(server, "first"), LoggingConfig=logging)
    made = _deploy(cloudformation, "stack", {"Setting": _setting()}, Mark={"Fn::GetAtt": ["Setting", "Arn"]})
    assert {"Mark": "first/settings"} == made


def test_stacks_run_the_default_version(cloudformation: Any, server: Sandbox) -> None:
    """The first version is the default until SetTypeDefaultVersion sets another one, and back."""
    for mark in ("first", "second"):
        _register(cloudformation, _upload(server, mark))
    marks = []
    for number, version in enumerate(("", "00000002", "00000001")):
        if version:
            cloudformation.set_type_default_version(Type="RESOURCE", TypeName=NAME, VersionId=version)
        outputs = {"Mark": {"Fn::GetAtt": ["Setting", "Arn"]}}
        marks.append(_deploy(cloudformation, f"stack{number}", {"Setting": _setting()}, **outputs)["Mark"])
    assert ["first", "second", "first"] == marks


def test_a_default_version_is_not_deregistered(cloudformation: Any, server: Sandbox) -> None:
    """The default version can't be deregistered while there are others; once they are, the type can."""
    arns = [_register(cloudformation, _upload(server, mark))["TypeVersionArn"] for mark in ("first", "second")]
    with _refused("CFNRegistryException", "Version '00000001' is the default version and cannot be deregistered"):
        cloudformation.deregister_type(Arn=arns[0])
    cloudformation.deregister_type(Arn=arns[1])
    listed = cloudformation.list_type_versions(Type="RESOURCE", TypeName=NAME)["TypeVersionSummaries"]
    assert [("00000001", True)] == [(item["VersionId"], item["IsDefaultVersion"]) for item in listed]
    cloudformation.deregister_type(Type="RESOURCE", TypeName=NAME)
    with _refused("TypeNotFoundException", f"The type '{NAME}' cannot be found"):
        cloudformation.describe_type(Type="RESOURCE", TypeName=NAME)


@pytest.mark.parametrize("namespace", ["AWS", "Amazon", "Custom", "dev"])
def test_reserved_namespaces_are_refused(cloudformation: Any, namespace: str) -> None:
    """A private type can't have a reserved namespace (CloudFormation CLI user guide: typeName)."""
    with _refused("CFNRegistryException", "reserved"):
        cloudformation.register_type(TypeName=f"{namespace}::A1::B1", SchemaHandlerPackage="s3://packages/x.zip")


def test_a_type_holds_fifty_versions(cloudformation: Any, server: Sandbox) -> None:
    """The 51st is refused until another one is deregistered (CloudFormation quotas)."""
    url = _upload(server, "first")
    for _ in range(50):
        last = _register(cloudformation, url)
    with _refused("CFNRegistryException", "50 versions"):
        _register(cloudformation, url)
    cloudformation.deregister_type(Arn=last["TypeVersionArn"])
    assert "00000051" == _register(cloudformation, url)["TypeVersionArn"].rpartition("/")[2]


def test_a_failed_registration_has_a_reason(cloudformation: Any, server: Sandbox) -> None:
    """A missing package, or one of another type, fails the registration with a reason."""
    missing = _register(cloudformation, "s3://packages/missing.zip")
    other = _register(cloudformation, _upload(server, "other", "Acme::Config::Other"))
    assert ("FAILED", "FAILED") == (missing["ProgressStatus"], other["ProgressStatus"])
    assert "Can't read s3://packages/missing.zip" in missing["Description"]
    assert "does not match" in other["Description"]


def test_a_stack_registers_and_removes_a_version(cloudformation: Any, server: Sandbox) -> None:
    """ResourceVersion registers a version, ResourceDefaultVersion sets the default; both are deleted with the stack."""
    version = {"TypeName": NAME, "SchemaHandlerPackage": _upload(server, "first")}
    resources = {
        "Version": {"Type": "AWS::CloudFormation::ResourceVersion", "Properties": version},
        "Default": {
            "Type": "AWS::CloudFormation::ResourceDefaultVersion",
            "Properties": {"TypeVersionArn": {"Ref": "Version"}},
        },
    }
    _deploy(cloudformation, "types", resources, Id={"Fn::GetAtt": ["Version", "VersionId"]})
    assert "00000001" == cloudformation.describe_type(Type="RESOURCE", TypeName=NAME)["DefaultVersionId"]
    cloudformation.delete_stack(StackName="types")
    cloudformation.get_waiter("stack_delete_complete").wait(StackName="types", WaiterConfig={"Delay": 1})
    with _refused("TypeNotFoundException", "cannot be found"):
        cloudformation.describe_type(Type="RESOURCE", TypeName=NAME)


def _remove_settings(folder: Path) -> None:
    (folder / ".rpdk-config").unlink()


def _write_for_java(folder: Path) -> None:
    settings = json.loads((folder / ".rpdk-config").read_text()) | {"runtime": "java17"}
    (folder / ".rpdk-config").write_text(json.dumps(settings))


def _break_schema(folder: Path) -> None:
    (folder / "acme-config-setting.json").write_text("[]")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (_remove_settings, "There is no .rpdk-config in"),
        (_write_for_java, "the sandbox runs only Python"),
        (_break_schema, "acme-config-setting.json in .* must be a JSON object"),
    ],
)
def test_a_folder_without_a_valid_project_is_refused(
    damage: Callable[[Path], None], message: str, tmp_path: Path
) -> None:
    """The error names the file and the mistake."""
    folder = tmp_path / "project"
    shutil.copytree(PROJECT, folder)
    damage(folder)
    with pytest.raises(ProjectError, match=message):
        TypeProject.read(folder)


@pytest.fixture
def served() -> Iterator[Sandbox]:
    """Return a sandbox with the type of the project, which ignores unknown types."""
    with TypeProject.read(PROJECT).running() as kind, Sandbox(types=[kind], ignore_unknown=True) as sandbox:
        yield sandbox


def test_a_project_is_served_from_its_folder(cloudformation: Any, served: Sandbox) -> None:
    """The handlers in a project's folder create the resources of a stack, in a process of their own."""
    make: Any = boto3.client
    client, ssm = make("cloudformation", endpoint_url=served.url), make("ssm", endpoint_url=served.url)
    _deploy(client, "stack", {"Setting": _setting()})
    assert "value" == ssm.get_parameter(Name="name")["Parameter"]["Value"]
    assert "acme_config_setting" not in sys.modules


def test_handlers_that_cannot_be_imported_fail_the_resource(cloudformation: Any, tmp_path: Path) -> None:
    """The reason names the library that is missing; a process that could not start is tried again by the next call."""
    assert cloudformation
    folder = tmp_path / "project"
    shutil.copytree(PROJECT, folder)
    handlers = folder / "src" / "acme_config_setting" / "handlers.py"
    code = handlers.read_text()
    handlers.write_text(f"import no_such_library\n{code}")
    project = TypeProject.read(folder)
    with pytest.raises(FunctionError, match="No module named 'no_such_library'"):
        project.check()
    with project.running() as kind, Sandbox(types=[kind]) as sandbox:
        make: Any = boto3.client
        client = make("cloudformation", endpoint_url=sandbox.url)
        client.create_stack(StackName="stack", TemplateBody=json.dumps({"Resources": {"Setting": _setting()}}))
        assert "ROLLBACK_COMPLETE" == client.describe_stacks(StackName="stack")["Stacks"][0]["StackStatus"]
        assert "ModuleNotFoundError" in json.dumps(client.describe_stack_events(StackName="stack"), default=str)
        handlers.write_text(code)
        _deploy(client, "second", {"Setting": _setting()})


def test_an_unknown_type_is_recorded_when_asked_for(cloudformation: Any, served: Sandbox) -> None:
    """With `ignore_unknown`, the event of its creation says that nothing was created."""
    make: Any = boto3.client
    client = make("cloudformation", endpoint_url=served.url)
    _deploy(client, "stack", {"Thing": {"Type": "Acme::No::Type"}})
    events = client.describe_stack_events(StackName="stack")["StackEvents"]
    reasons = [event["ResourceStatusReason"] for event in events if "ResourceStatusReason" in event]
    assert any("nothing was created" in reason for reason in reasons)


def test_an_unknown_type_is_refused(cloudformation: Any) -> None:
    """By default, the template is refused, and the message names the type."""
    with _refused("ValidationError", "Acme::No::Type"):
        cloudformation.create_stack(
            StackName="stack", TemplateBody=json.dumps({"Resources": {"Thing": {"Type": "Acme::No::Type"}}})
        )


def test_the_engine_never_imports_the_type_of_this_project() -> None:
    """All modules of the distribution can be imported where this project's type can't."""
    code = (
        "import sys, pkgutil, importlib\n"
        "sys.modules['mlops_sagemaker_modelpackage'] = None\n"
        "import cfn_sandbox, cfn_sandbox_sagemaker\n"
        "for package in (cfn_sandbox, cfn_sandbox_sagemaker):\n"
        "    for found in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "        importlib.import_module(found.name)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent)


def test_a_process_that_ended_is_forgotten(tmp_path: Path) -> None:
    """The call in which a handler's process ends fails; the next one has a new process."""
    code = "import os\n\n\ndef handle(event, _context):\n    return event if event else os._exit(3)\n"
    (tmp_path / "crashing.py").write_text(code, encoding="utf-8")
    with FunctionProcess(sys.executable, tmp_path, called="crashing:handle") as function:
        for _ in range(2):
            with pytest.raises(FunctionError, match="ended with exit status 3"):
                function({})
            assert {"a": 1} == function({"a": 1})
