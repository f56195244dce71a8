"""guide/permissions.md: each policy decides as the page says, and each command does what it says."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cfn_flip
import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from cfn_sandbox.testing import Stacks, empty_services, fake_credentials
from mlops_sagemaker_modelpackage.schema import TYPE_NAME
from sandbox.server import Sandbox

from ..iam_policies import is_allowed
from ..pages import KEYS, ROOT, blocks, run
from ..service_calls import ServiceCalls
from ..source_package import source_package
from ..templates import GROUP
from .test_github_actions import Runner

PAGE = "permissions"
VERSION = "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/1"
STATUS = "sagemaker:ModelApprovalStatus"
TYPES = "cloudformation:ResourceTypes"
REGISTERING = json.loads((ROOT / "deploy" / "registering-policy.json").read_text(encoding="utf-8"))


def _policy(title: str) -> dict[str, Any]:
    """Return the policy under a heading of the page."""
    (found,) = (json.loads(block.text) for block in blocks(PAGE, title) if block.language == "json")
    return dict(found)


def _commands(title: str) -> str:
    return "".join(block.text for block in blocks(PAGE, title) if block.language == "sh")


def _actions(policy: dict[str, Any], *left_out: str) -> set[str]:
    listed = [item["Action"] for item in policy["Statement"] if item["Sid"] not in left_out]
    return {action for item in listed for action in ([item] if isinstance(item, str) else item)}


def test_approvers_approve_and_reject_and_change_nothing_else() -> None:
    """The condition key is in every request that sets a status; other models are other groups."""
    policy = _policy("The role can't approve, approvers do")
    update = "sagemaker:UpdateModelPackage"
    assert all(is_allowed([policy], update, VERSION, {STATUS: status}) for status in ("Approved", "Rejected"))
    assert not is_allowed([policy], update, VERSION, {STATUS: "PendingManualApproval"})
    assert not is_allowed([policy], update, VERSION)
    assert not is_allowed([policy], update, VERSION.replace("churn", "fraud"), {STATUS: "Approved"})
    assert not is_allowed([policy], "sagemaker:DeleteModelPackage", VERSION)


EVERYTHING = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


@pytest.mark.parametrize(
    ("named", "allowed"),
    [
        (["AWS::S3::Bucket", "AWS::SageMaker::*"], True),
        (["AWS::*"], True),
        (["AWS::S3::Bucket", TYPE_NAME], False),
        (["MLOps::*"], False),
        (["*"], False),
        (None, False),
    ],
    ids=str,
)
@pytest.mark.parametrize("action", ["CreateStack", "UpdateStack", "CreateChangeSet"])
def test_types_are_named_and_are_those_of_aws(action: str, named: list[str] | None, allowed: bool) -> None:
    """Whoever names the type, or a pattern that has it, or nothing at all, deploys no stack."""
    policies = [EVERYTHING, _policy("Only some may use the type")]
    context: dict[str, str | list[str]] = {} if named is None else {TYPES: named}
    assert allowed == is_allowed(policies, f"cloudformation:{action}", "*", context)
    assert not is_allowed(policies, "cloudformation:CreateResource")
    assert is_allowed(policies, "cloudformation:DescribeStacks")


def test_a_stack_policy_protects_versions_and_nothing_else() -> None:
    """Updates neither replace nor delete a version; they change it in place, and replace other resources."""
    (policy,) = (json.loads(block.text) for block in blocks(PAGE, "A stack policy") if block.language == "json")
    ours, other = {"ResourceType": TYPE_NAME}, {"ResourceType": "AWS::SageMaker::Model"}
    assert not is_allowed([policy], "Update:Replace", "LogicalResourceId/ModelVersion", ours)
    assert not is_allowed([policy], "Update:Delete", "LogicalResourceId/ModelVersion", ours)
    assert is_allowed([policy], "Update:Modify", "LogicalResourceId/ModelVersion", ours)
    assert is_allowed([policy], "Update:Replace", "LogicalResourceId/Model", other)


def _broken_rules(template: dict[str, Any]) -> set[str]:
    (rules,) = (block.text for block in blocks(PAGE, "A rule for templates") if block.language == "guard")
    # The engine itself: the Python classes around it can't read what it says of `or`.
    engine = pytest.importorskip("cfn_guard_rs.cfn_guard_rs", reason="cfn-guard-rs has no wheel for this Python")
    report = json.loads(engine.run_checks_rs(json.dumps(template), rules, False))
    return {found["Rule"]["name"] for found in report["not_compliant"]}


RULES = ["model_packages_wait_for_their_review", "model_packages_outlive_their_stack"]


@pytest.mark.parametrize(
    ("properties", "attributes", "broken"),
    [
        ({}, {}, set()),
        ({"ModelApprovalStatus": "PendingManualApproval"}, {}, set()),
        ({"ModelApprovalStatus": "Approved"}, {}, {RULES[0]}),
        ({"ModelApprovalStatus": {"Ref": "Approval"}}, {}, {RULES[0]}),
        ({}, {"DeletionPolicy": "RetainExceptOnCreate"}, set()),
        ({}, {"DeletionPolicy": "Delete"}, {RULES[1]}),
        ({}, {"UpdateReplacePolicy": None}, {RULES[1]}),
    ],
)
def test_the_guard_rule_finds_what_the_page_says(
    properties: dict[str, Any], attributes: dict[str, Any], broken: set[str]
) -> None:
    """Versions wait for their review, and outlive their replacement and their stack."""
    version: dict[str, Any] = {"Type": TYPE_NAME, "Properties": {"ModelPackageGroupName": "churn", **properties}}
    kept = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain", **attributes}
    version |= {name: value for name, value in kept.items() if value}
    assert broken == _broken_rules({"Resources": {"ModelVersion": version}})


def test_the_guard_rule_leaves_other_templates_alone() -> None:
    """A template without a model package breaks no rule."""
    assert set() == _broken_rules({"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}})


@pytest.fixture
def calls(tmp_path: Path) -> Iterator[tuple[ServiceCalls, Sandbox]]:
    """Return a sandbox with the type's group and a package of the type in its bucket, and what its clients call."""
    calls = ServiceCalls(KEYS["AWS_ACCESS_KEY_ID"])
    (tmp_path / "deploy").symlink_to(ROOT / "deploy")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    with fake_credentials(), Sandbox(through=calls) as sandbox:
        empty_services()
        stacks = Stacks(sandbox.url)
        stacks.client("s3").create_bucket(Bucket="packages")
        stacks.client("s3").put_object(Bucket="packages", Key="1.0.0.zip", Body=source_package())
        stacks.client("sagemaker").create_model_package_group(ModelPackageGroupName=GROUP)
        calls.actions.clear()
        yield calls, sandbox


def _register(stacks: Stacks) -> None:
    template = (ROOT / "deploy" / "register.yaml").read_text(encoding="utf-8")
    stacks.deploy(template, "modelpackage-type", {"PackageBucket": "packages", "PackageKey": "1.0.0.zip"})


@pytest.mark.slow
def test_the_commands_narrow_the_role_and_protect_versions(calls: tuple[ServiceCalls, Sandbox], tmp_path: Path) -> None:
    """Parameters reach the role; an approver's command approves; a stack gets the policy of the page."""
    _, sandbox = calls
    stacks = Stacks(sandbox.url)
    _register(stacks)
    run(_commands("Narrow the execution role"), sandbox.url, tmp_path)
    deny, approve = (
        block.text for block in blocks(PAGE, "The role can't approve, approvers do") if block.language == "sh"
    )
    run(deny, sandbox.url, tmp_path)
    described = stacks.client("cloudformation").describe_stacks(StackName="modelpackage-type")["Stacks"][0][
        "Parameters"
    ]
    given = {parameter["ParameterKey"]: parameter["ParameterValue"] for parameter in described}
    assert "arn:aws:ecr:us-east-1:123456789012:repository/churn" == given["ImageRepositoryArns"]
    assert "denied" == given["ApprovalByStacks"]

    version = {"Type": TYPE_NAME, "Properties": {"ModelPackageGroupName": GROUP}}
    arn = stacks.deploy({"Resources": {"ModelVersion": version}}, "churn").resources["ModelVersion"]
    run(approve, sandbox.url, tmp_path, variables={"ARN": arn})
    package = stacks.client("sagemaker").describe_model_package(ModelPackageName=arn)
    assert "Approved" == package["ModelApprovalStatus"]

    (policy,) = (block.text for block in blocks(PAGE, "A stack policy") if block.language == "json")
    (tmp_path / "stack-policy.json").write_text(policy, encoding="utf-8")
    run(_commands("A stack policy"), sandbox.url, tmp_path)
    body = stacks.client("cloudformation").get_stack_policy(StackName="churn")["StackPolicyBody"]
    assert json.loads(policy) == json.loads(body)


# For properties that our templates don't use, and for a bucket that a key encrypts, which the page about registering names.
FOR_OTHER_PROPERTIES = {
    *("firehose:TagDeliveryStream", "s3:REST.PUT.OBJECT", "kms:Decrypt"),
    *("iam:AttachRolePolicy", "iam:DetachRolePolicy", "iam:UpdateRoleDescription"),
    *("iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary"),
    *("logs:CreateLogDelivery", "logs:PutBearerTokenAuthentication", "logs:PutLogGroupDeletionProtection"),
    *("logs:DeleteDataProtectionPolicy", "logs:PutDataProtectionPolicy"),
    *("logs:DeleteIndexPolicy", "logs:PutIndexPolicy", "logs:DeleteRetentionPolicy"),
}


def _needed(template: str) -> set[str]:
    """Return the actions that the registry's schemas ask for, of AWS's types in a template."""
    resources = cfn_flip.load((ROOT / template).read_text(encoding="utf-8"))[0]["Resources"]
    kinds = {item["Type"] for item in resources.values()} - {TYPE_NAME}
    schemas = [PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema for kind in kinds]
    handlers = [handler for schema in schemas for name, handler in schema["handlers"].items() if name != "list"]
    return {action for handler in handlers for action in handler["permissions"] if action} - FOR_OTHER_PROPERTIES


def test_whoever_deploys_may_make_what_the_template_has_besides() -> None:
    """The last statement is what the types of promotion.yaml ask for, and nothing else."""
    statements = _policy("Whoever deploys models")["Statement"]
    (others,) = (item["Action"] for item in statements if item["Sid"] == "OtherResources")
    assert sorted(_needed("examples/promotion.yaml")) == others


def test_whoever_registers_may_make_what_the_template_has() -> None:
    """The policy has what the types of deploy/register.yaml ask for, monitoring and tags of the stack included."""
    assert set() == _needed("deploy/register.yaml") - _actions(REGISTERING)


@pytest.mark.slow
def test_whoever_is_on_call_may_run_the_commands(calls: tuple[ServiceCalls, Sandbox], tmp_path: Path) -> None:
    """From the events of a stack to its lines in the log."""
    recorded, sandbox = calls
    stacks = Stacks(sandbox.url)
    _register(stacks)
    version = {"Type": TYPE_NAME, "Properties": {"ModelPackageGroupName": GROUP}}
    stacks.deploy({"Resources": {"ModelVersion": version}}, "churn")
    recorded.actions.clear()
    title = "From a stack event to SageMaker's request ID"
    run("".join(block.text for block in blocks("operations", title) if block.language == "sh"), sandbox.url, tmp_path)
    assert "logs:GetLogEvents" in recorded.actions
    assert recorded.actions <= _actions(_policy("Whoever is on call"))


@pytest.mark.slow
def test_the_policy_of_whoever_deploys_has_the_calls_of_the_pipeline(
    calls: tuple[ServiceCalls, Sandbox], tmp_path: Path
) -> None:
    """Each of the two roles has what its job calls, without what the page leaves out of it."""
    recorded, sandbox = calls
    policy = _policy("Whoever deploys models")
    runner = Runner(sandbox, tmp_path)
    template = (ROOT / "examples" / "versioned.yaml").read_text(encoding="utf-8")
    (tmp_path / "templates" / "model.yaml").write_text(template, encoding="utf-8")
    (tmp_path / "templates" / "model.txt").write_text("Approval=Approved\n", encoding="utf-8")

    runner.job("change-set")
    assert recorded.actions <= _actions(policy, "OtherResources") - {"cloudformation:ExecuteChangeSet"}
    recorded.actions.clear()
    runner.job("deploy", runner.change_set())
    assert "cloudformation:ExecuteChangeSet" in recorded.actions
    assert recorded.actions <= _actions(policy) - {"cloudformation:CreateChangeSet"}


@pytest.mark.slow
def test_the_policy_of_whoever_registers_has_the_calls_of_registering(
    calls: tuple[ServiceCalls, Sandbox], tmp_path: Path
) -> None:
    """From the upload to the removal, as guide/registering.md has it; and the monitoring that guide/operations.md adds."""
    recorded, sandbox = calls
    titles = ("Updating to a new version", "Rolling back to an earlier version", "Removing it")
    script = "".join(block.text for title in titles for block in blocks("registering", title))
    begin = blocks("registering", "Before you begin")[0].text.replace("amzn-s3-demo-bucket", "packages")
    first = "".join(block.text for block in blocks("registering", "With one template"))
    monitored = "".join(
        block.text for block in blocks("operations", "Alarms and the dashboard") if block.language == "sh"
    )
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "mlops-sagemaker-modelpackage.zip").write_bytes(source_package())
    (tmp_path / "make").write_text("#!/bin/sh\n")
    (tmp_path / "make").chmod(0o755)
    script = re.sub(r"^aws cloudformation deregister-type.*\n", "", script, flags=re.MULTILINE)  # the one to go back to
    run(f'PATH="$PWD:$PATH"\n{begin}{first}{monitored}{script}', sandbox.url, tmp_path)
    assert {"s3:PutObject", "cloudformation:DescribeStackResource", "cloudwatch:DescribeAlarms"} <= recorded.actions
    assert recorded.actions <= _actions(REGISTERING)
