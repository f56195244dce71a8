"""Prints a template with grants, rules and a group, and why packages that a deployment would refuse aren't synthesized."""

import json
import re
from typing import Any

from aws_cdk import App, CfnTag, Stack
from aws_cdk import aws_iam as iam
from aws_cdk.assertions import Template
from aws_cdk.aws_sagemaker import CfnModelPackageGroup
from mlops_sagemaker_modelpackage_cdk import CfnModelPackage, on_group_approval_change

OTHER = "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/1"

stack = Stack(App(), "stack")
group = CfnModelPackageGroup(stack, "Group", model_package_group_name="churn")
version = CfnModelPackage(stack, "Version", model_package_group_name=group)
role = iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))
other = CfnModelPackage.from_model_package_arn(stack, "Other", OTHER)
for package in (version, other):
    package.grant_describe(role)
version.on_approval_change("Approved", approval_status=["Approved"])
other.on_approval_change("Changed", rule_name="changed")
on_group_approval_change(stack, "GroupChanged", group)

wrong: list[dict[str, Any]] = [
    {"model_package_group_name": "a", "model_package_name": "b"},
    {"model_package_group_name": "a", "tags": [CfnTag(key="key", value="value")]},
    {"model_package_name": "b", "source_uri": "text"},
    {"model_package_group_name": "a b"},
    {"inference_specification": {}},
    {"inference_specification": {"containers": []}},
    {
        "customer_metadata_properties": {f"key{number}": "value" for number in range(51)},
        "model_package_group_name": "a",
    },
    {"model_package_description": "x" * 1025},
    {"model_approval_status": "Aproved"},
]


def problems(properties: dict[str, Any]) -> list[str]:
    """Return why a package can't be synthesized."""
    wrong = Stack(App(), "wrong")
    CfnModelPackage(wrong, "Package", **properties)
    try:
        Template.from_stack(wrong)
    except RuntimeError as error:
        return re.findall(r"\[wrong/Package\] (.*)", str(error))
    return []


found = [problems(properties) for properties in wrong]
print(json.dumps({"resources": Template.from_stack(stack).to_json()["Resources"], "problems": found}))
