"""Requests to CloudFormation's API: each parameter is honoured or refused by name, and limits are those of the API."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import botocore.session
import pytest
from botocore import xform_name
from botocore.config import Config
from botocore.model import ListShape, OperationModel, Shape, StructureShape

from cfn_sandbox.api_requests import find_refused
from cfn_sandbox.cloudcontrol import CloudControlOperations
from cfn_sandbox.cloudformation.responses import CloudFormationOperations
from stack_calls import StackCalls, bucket, invalid, template

MODEL = botocore.session.get_session().get_service_model("cloudformation")
MODELS = [MODEL.operation_model(name) for name in MODEL.operation_names]
HONOURED = {
    model.name: getattr(getattr(CloudFormationOperations, xform_name(model.name), None), "honoured", None)
    for model in MODELS
}
CONTROL_MODEL = botocore.session.get_session().get_service_model("cloudcontrol")
CONTROL_OPERATIONS = [CONTROL_MODEL.operation_model(name) for name in CONTROL_MODEL.operation_names]
BODY_LIMIT = 51_200


@pytest.fixture
def unchecked(stacks: StackCalls) -> Any:
    """Return a client without botocore's own checks of parameters."""
    make: Any = boto3.client
    return make("cloudformation", endpoint_url=stacks.url, config=Config(parameter_validation=False))


def _example(shape: Shape) -> Any:
    """Return a value that is set, whatever it says."""
    if isinstance(shape, StructureShape):
        return {name: _example(member) for name, member in shape.members.items()}
    if isinstance(shape, ListShape):
        return [_example(shape.member)]
    return {"boolean": True, "integer": 1, "timestamp": 0}.get(shape.type_name, "x")


def _set_parameters(model: OperationModel) -> Iterator[tuple[str, Any]]:
    """Yield each parameter of an operation, and each member of a structure in it."""
    for name, shape in (model.input_shape.members if model.input_shape else {}).items():
        yield name, {name: _example(shape)}
        if isinstance(shape, StructureShape):
            yield from ((f"{name}.{key}", {name: {key: _example(member)}}) for key, member in shape.members.items())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_each_parameter_is_honoured_or_refused(unchecked: Any, model: OperationModel) -> None:
    """A parameter that an operation doesn't declare is refused by its name, and so is an operation that isn't there."""
    call, honoured = getattr(unchecked, xform_name(model.name)), HONOURED[model.name]
    if honoured is None:
        with invalid(f"The sandbox has no {model.name}.", "InvalidAction"):
            call()
        return
    partly = {item.partition(".")[0] for item in honoured if "." in item}
    for name, parameters in _set_parameters(model):
        if not any(name == item or item.startswith(f"{name}.") or name.startswith(f"{item}.") for item in honoured):
            with invalid(
                f"The sandbox doesn't implement {name if name.partition('.')[0] in partly else name.partition('.')[0]}"
            ):
                call(**parameters)


@pytest.mark.parametrize("model", CONTROL_OPERATIONS, ids=lambda model: model.name)
def test_cloud_control_honours_or_refuses_each_parameter(stacks: StackCalls, model: OperationModel) -> None:
    """As for CloudFormation's API."""
    make: Any = boto3.client
    client = make("cloudcontrol", endpoint_url=stacks.url, config=Config(parameter_validation=False))
    call, honoured = (
        getattr(client, xform_name(model.name)),
        getattr(getattr(CloudControlOperations, xform_name(model.name), None), "honoured", None),
    )
    if honoured is None:
        with invalid(f"The sandbox has no {model.name}.", "UnknownOperationException"):
            call()
        return
    for name, parameters in _set_parameters(model):
        if name.partition(".")[0] not in honoured:
            with invalid(f"The sandbox doesn't implement {name.partition('.')[0]}", "ValidationException"):
                call(**parameters)


@pytest.mark.parametrize("operation", [name for name, honoured in HONOURED.items() if honoured is not None])
def test_declared_parameters_are_those_of_the_api(operation: str) -> None:
    """What an operation declares is in its shape: nothing is misspelt or was removed from the API."""
    known = {name for name, _ in _set_parameters(MODEL.operation_model(operation))}
    assert known >= set(HONOURED[operation] or ())


def test_values_that_say_nothing_are_accepted(stacks: StackCalls) -> None:
    """False, empty lists and the default of a parameter ask for what happens anyway."""
    stacks.client.create_stack(
        StackName="stack",
        TemplateBody=template(),
        NotificationARNs=[],
        RollbackConfiguration={"RollbackTriggers": []},
        RetainExceptOnCreate=False,
    )
    assert "CREATE_COMPLETE" == stacks.status()
    stacks.client.delete_stack(StackName="stack", DeletionMode="STANDARD")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"StackName": "x" * 129}, "at 'stackName' failed to satisfy constraint: Member must have length less than or"),
        ({"StackName": "a_b"}, "Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*"),
        ({"Tags": [{"Key": str(number), "Value": "x"} for number in range(51)]}, "at 'tags' failed to satisfy"),
        (
            {"Tags": [{"Key": "aws:team", "Value": "x"}]},
            "aws: prefixed tag key names are not allowed for external use.",
        ),
        ({"TemplateBody": template() + " " * BODY_LIMIT}, "Member must have length less than or equal to 51200"),
        ({"TemplateBody": template(Description="é" * (BODY_LIMIT // 2))}, "less than or equal to 51200"),
        ({"RoleARN": "arn:aws:iam::123456789012:role/none"}, "role/none is invalid or cannot be assumed"),
        ({"ResourceTypes": ["AWS::EC2::*"]}, "Resource type AWS::SNS::Topic is not allowed by parameter ResourceTypes"),
        ({"OnFailure": "DELETE", "DisableRollback": True}, "Either DisableRollback or OnFailure can be specified"),
        (
            {"Parameters": [{"ParameterKey": "Stage", "UsePreviousValue": True}]},
            "Cannot specify usePreviousValue as true for a parameter key not in the previous template",
        ),
        ({"TemplateBody": None, "TemplateURL": "s3://bucket/key"}, "in bucket is not a valid S3 domain"),
        ({"TemplateBody": None, "TemplateURL": "ftp://bucket/key"}, "TemplateURL must be a supported URL."),
        ({"TemplateBody": None, "TemplateURL": "https://example.com/a.yml"}, "TemplateURL must be a supported URL."),
    ],
)
def test_a_request_beyond_the_limits_is_refused(unchecked: Any, parameters: dict[str, Any], message: str) -> None:
    """The messages are CloudFormation's."""
    with invalid(message):
        given = {"StackName": "stack", "TemplateBody": template(), **parameters}
        unchecked.create_stack(**{name: value for name, value in given.items() if value is not None})


def test_a_description_of_a_change_set_has_a_limit(stacks: StackCalls) -> None:
    """It is 1,024 characters."""
    with invalid("at 'description' failed to satisfy constraint"):
        stacks.client.create_change_set(
            StackName="stack",
            ChangeSetName="new",
            ChangeSetType="CREATE",
            TemplateBody=template(),
            Description="x" * 1025,
        )


def _role(stacks: StackCalls, service: str) -> str:
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam: Any = boto3.client("iam", endpoint_url=stacks.url)
    return str(iam.create_role(RoleName="deployer", AssumeRolePolicyDocument=document)["Role"]["Arn"])


def test_a_role_has_to_trust_cloudformation(stacks: StackCalls) -> None:
    """A role whose trust policy names only another service is refused, as AWS words it."""
    role = _role(stacks, "lambda.amazonaws.com")
    with invalid(f"Role {role} is invalid or cannot be assumed"):
        stacks.create(template(), RoleARN=role)


def test_an_existing_role_and_permitted_types_are_accepted(stacks: StackCalls) -> None:
    """A role that trusts CloudFormation is shown, a pattern that fits the types permits them."""
    role = _role(stacks, "cloudformation.amazonaws.com")
    stacks.client.create_stack(
        StackName="stack", TemplateBody=template(), RoleARN=role, ResourceTypes=["AWS::SNS::*", "AWS::S3::Bucket"]
    )
    assert "CREATE_COMPLETE" == stacks.status()
    assert role == stacks.describe()["RoleARN"]


def test_a_previous_value_may_be_a_default(stacks: StackCalls) -> None:
    """UsePreviousValue keeps the value that the stack has, though the default of the new template is another."""
    declared = {"Stage": {"Type": "String", "Default": "test"}}
    output = {"Stage": {"Value": {"Ref": "Stage"}}}
    stacks.create(template(Parameters=declared, Outputs=output))
    newer = template({"A": bucket()}, Parameters={"Stage": {"Type": "String", "Default": "live"}}, Outputs=output)
    stacks.update(newer, Parameters=[{"ParameterKey": "Stage", "UsePreviousValue": True}])
    assert {"Stage": "test"} == stacks.outputs()


def test_a_repeated_token_has_the_first_answer(stacks: StackCalls) -> None:
    """The request isn't carried out again; with other parameters the token is refused."""
    request = {"StackName": "stack", "TemplateBody": template(), "ClientRequestToken": "token"}
    first = stacks.client.create_stack(**request)["StackId"]
    stacks.status()
    assert first == stacks.client.create_stack(**request)["StackId"]
    with invalid("already exists", "TokenAlreadyExistsException"):
        stacks.client.create_stack(**request | {"StackName": "other"})


def test_long_lists_have_pages(stacks: StackCalls) -> None:
    """A page has 100 items; the token of the next one is needed for the others, and an invented one is refused."""
    stacks.create(json.dumps({"Resources": {f"B{number}": bucket() for number in range(34)}}))
    first = stacks.client.describe_stack_events(StackName="stack")
    second = stacks.client.describe_stack_events(StackName="stack", NextToken=first["NextToken"])
    assert 100 == len(first["StackEvents"])
    assert "NextToken" not in second
    assert "CREATE_IN_PROGRESS" == second["StackEvents"][-1]["ResourceStatus"]
    with invalid("The NextToken is invalid."):
        stacks.client.list_stacks(NextToken="none")


def test_a_member_that_asks_for_what_happens_anyway_is_no_difference() -> None:
    """The AWS CDK sends the standard mode with each change set; express mode is refused by the name of the member."""
    assert [] == list(find_refused({"DeploymentConfig": {"Mode": "STANDARD"}}, ()))
    assert ["DeploymentConfig.Mode"] == list(find_refused({"DeploymentConfig": {"Mode": "EXPRESS"}}, ()))
