"""Types without a handler, which moto makes: their names, IDs, attributes, tags and deletion, as AWS recorded them."""

import re
from typing import Any

import pytest

from sagemaker_calls import refused
from stack_calls import StackCalls, cached_client, template

VPC = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}
ROUTE_TABLE: dict[str, Any] = {"Type": "AWS::EC2::RouteTable", "Properties": {"VpcId": {"Ref": "Vpc"}}}


def _trust() -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _outputs(**values: Any) -> dict[str, Any]:
    return {name: {"Value": value} for name, value in values.items()}


def test_what_moto_has_no_deletion_for_is_deleted_by_its_service(stacks: StackCalls) -> None:
    """A route table goes with its stack, and so does the VPC that can't go before it."""
    stacks.create(template({"Vpc": VPC, "Table": ROUTE_TABLE}))
    assert "DELETE_COMPLETE" == stacks.delete()
    tables = cached_client("ec2", stacks.url).describe_route_tables()["RouteTables"]
    assert all(table["Associations"][0]["Main"] for table in tables)


def test_a_service_that_refuses_to_delete_fails_the_deletion(stacks: StackCalls) -> None:
    """A gateway that somebody attached stays, and the reason of its event says why."""
    stacks.create(template({"Gateway": {"Type": "AWS::EC2::InternetGateway"}}))
    ec2, gateway = cached_client("ec2", stacks.url), stacks.physical_ids()["Gateway"]
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    assert "DELETE_FAILED" == stacks.delete()
    assert "DependencyViolation" in stacks.reason("DELETE_FAILED", "Gateway")
    ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    assert "DELETE_COMPLETE" == stacks.delete()


def test_a_resource_that_somebody_deleted_is_gone(stacks: StackCalls) -> None:
    """Its stack is deleted without a failure, as AWS's handlers say NotFound."""
    stacks.create(template({"Vpc": VPC, "Table": ROUTE_TABLE}))
    cached_client("ec2", stacks.url).delete_route_table(RouteTableId=stacks.physical_ids()["Table"])
    assert "DELETE_COMPLETE" == stacks.delete()


def test_a_managed_policy_is_deleted(stacks: StackCalls) -> None:
    """Its deletion has another name than its type: DeletePolicy."""
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    policy = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}
    stacks.create(template({"Policy": policy}), Capabilities=["CAPABILITY_IAM"])
    arn = stacks.physical_ids()["Policy"]
    stacks.delete()
    with refused("NoSuchEntity", arn):
        cached_client("iam", stacks.url).get_policy(PolicyArn=arn)


def test_resources_of_ec2_have_the_tags_of_the_stack(stacks: StackCalls) -> None:
    """Beside its own tags, a resource has those of the stack, and three that CloudFormation adds."""
    table = {**ROUTE_TABLE, "Properties": {**ROUTE_TABLE["Properties"], "Tags": [{"Key": "own", "Value": "a"}]}}
    stacks.create(template({"Vpc": VPC, "Table": table}), Tags=[{"Key": "stack", "Value": "b"}])
    found = cached_client("ec2", stacks.url).describe_route_tables(RouteTableIds=[stacks.physical_ids()["Table"]])
    assert {
        "own": "a",
        "stack": "b",
        "aws:cloudformation:stack-name": "stack",
        "aws:cloudformation:stack-id": stacks.describe()["StackId"],
        "aws:cloudformation:logical-id": "Table",
    } == {tag["Key"]: tag["Value"] for tag in found["RouteTables"][0]["Tags"]}


def test_the_attribute_that_is_the_identifier_is_the_physical_id(stacks: StackCalls) -> None:
    """Fn::GetAtt finds it even where moto's model has no attributes at all."""
    gateway = {"Type": "AWS::EC2::InternetGateway"}
    text = template({"Gateway": gateway}, Outputs=_outputs(Id={"Fn::GetAtt": ["Gateway", "InternetGatewayId"]}))
    assert "CREATE_COMPLETE" == stacks.create(text)
    assert stacks.physical_ids()["Gateway"] == stacks.outputs()["Id"]


def test_an_attribute_that_moto_lacks_is_named(stacks: StackCalls) -> None:
    """The reason says that the sandbox has no such attribute, not that the function is malformed."""
    endpoint = {
        "Type": "AWS::EC2::VPCEndpoint",
        "Properties": {"VpcId": {"Ref": "Vpc"}, "ServiceName": "com.amazonaws.us-east-1.s3", "RouteTableIds": []},
    }
    value = {"Fn::GetAtt": ["Endpoint", "CreationTimestamp"]}
    assert "ROLLBACK_COMPLETE" == stacks.create(template({"Vpc": VPC, "Endpoint": endpoint}, Outputs=_outputs(A=value)))
    assert "The sandbox has no attribute CreationTimestamp" in stacks.reason("ROLLBACK_IN_PROGRESS", "stack")


def test_a_layer_version_has_its_layers_name_and_is_its_arn(stacks: StackCalls) -> None:
    """Ref of a layer version is its ARN, which a function takes."""
    s3 = cached_client("s3", stacks.url)
    s3.create_bucket(Bucket="code")
    s3.put_object(Bucket="code", Key="layer.zip", Body=b"PK\x05\x06" + bytes(18))
    content = {"S3Bucket": "code", "S3Key": "layer.zip"}
    layer = {"Type": "AWS::Lambda::LayerVersion", "Properties": {"LayerName": "libraries", "Content": content}}
    stacks.create(template({"Layer": layer}))
    assert "arn:aws:lambda:us-east-1:123456789012:layer:libraries:1" == stacks.physical_ids()["Layer"]


@pytest.mark.parametrize(
    ("type_name", "properties", "pattern"),
    [
        ("AWS::SQS::Queue", {"FifoQueue": "true"}, r"https://.*/stack-Item-\w+\.fifo"),
        ("AWS::SNS::Topic", {"FifoTopic": True}, r"arn:.*:stack-Item-\w+\.fifo"),
        ("AWS::ECR::Repository", {}, r"stack-item-[a-z0-9]+"),
        ("AWS::Logs::LogGroup", {"LogGroupName": {"Ref": "Unset"}}, r"stack-Item-\w+"),
    ],
)
def test_generated_names_are_valid(stacks: StackCalls, type_name: str, properties: Any, pattern: str) -> None:
    """A FIFO queue or topic ends in .fifo, a repository is in lower case; AWS::NoValue in a parameter is no name."""
    parameters = {"Unset": {"Type": "String", "Default": "AWS::NoValue"}}
    resource = {"Item": {"Type": type_name, "Properties": properties}}
    assert "CREATE_COMPLETE" == stacks.create(template(resource, Parameters=parameters))
    assert re.fullmatch(pattern, stacks.physical_ids()["Item"])


def test_an_inline_policy_of_a_role_is_json(stacks: StackCalls) -> None:
    """GetRolePolicy returns the document of the template."""
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    policies = [{"PolicyName": "reader", "PolicyDocument": document}]
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": _trust(), "Policies": policies}}
    stacks.create(template({"Role": role}), Capabilities=["CAPABILITY_IAM"])
    iam, name = cached_client("iam", stacks.url), stacks.physical_ids()["Role"]
    assert document == iam.get_role_policy(RoleName=name, PolicyName="reader")["PolicyDocument"]


def test_a_missing_parameter_has_an_error_without_a_message(stacks: StackCalls) -> None:
    """GetParameter of Systems Manager says ParameterNotFound, and no more."""
    with pytest.raises(Exception, match=r"\(ParameterNotFound\) when calling the GetParameter operation: $"):
        cached_client("ssm", stacks.url).get_parameter(Name="none")
