"""Prints the template of a stack that uses what CDK's users count on: tokens, conditions, tags, changes afterwards."""

import json

from aws_cdk import App, CfnCondition, CfnParameter, CfnTag, Fn, Stack, Tags
from aws_cdk.assertions import Template
from mlops_sagemaker_modelpackage_cdk import CfnModelPackage

stack = Stack(App(), "stack")
Tags.of(stack).add("team", "customers")
Tags.of(stack).add("stage", "test", include_resource_types=[CfnModelPackage.CFN_RESOURCE_TYPE_NAME])
approval = CfnParameter(stack, "Approval")
accelerated = CfnCondition(stack, "Accelerated", expression=Fn.condition_equals(approval.value, "Approved"))
container = CfnModelPackage.ModelPackageContainerDefinitionProperty(
    image=Fn.join("/", ["registry", "image:1"]),
    environment={"camelCase": "1", "snake_case": "2"},
)
version = CfnModelPackage(
    stack,
    "Version",
    model_package_group_name="churn",
    model_approval_status=approval.value,
    inference_specification={"containers": [container, {"image": "image:2", "model_data_e_tag": "tag"}]},
    drift_check_baselines=Fn.condition_if("Accelerated", {"Bias": {}}, Fn.ref("AWS::NoValue")),
    customer_metadata_properties={"model_package_name": "as it is"},
)
version.model_package_description = "said later"
CfnModelPackage(
    stack,
    "Unversioned",
    sample_payload_url=version.ref,
    certify_for_marketplace=True,
    model_package_description=version.attr_creation_time,
    tags=[CfnTag(key="owner", value="me")],
)
for wrong in ({"Containers": []}, {"containers": [CfnModelPackage.FileSourceProperty(s3_uri="s3://bucket/key")]}):
    try:
        CfnModelPackage(stack, "Wrong", inference_specification=wrong)
    except TypeError:
        stack.node.try_remove_child("Wrong")
    else:
        raise AssertionError(f"{wrong} was taken")
print(json.dumps(Template.from_stack(stack).to_json()))
