"""Types of AWS's that the engine has handlers for, and parts of moto that look stacks up."""

import json
from typing import Any

import boto3

from sagemaker_calls import refused
from stack_calls import StackCalls, bucket, cached_client, invalid, template, topic

ALARM = {
    "Namespace": "Acme",
    "MetricName": "Failures",
    "Statistic": "Sum",
    "ComparisonOperator": "GreaterThanThreshold",
    "Threshold": "1",
    "Period": "60",
    "EvaluationPeriods": 1,
    "ActionsEnabled": "false",
}


def _client(stacks: StackCalls, service: str) -> Any:
    make: Any = boto3.client
    return make(service, endpoint_url=stacks.url)


def _alarm(**changes: Any) -> dict[str, Any]:
    return {"Alarm": {"Type": "AWS::CloudWatch::Alarm", "Properties": ALARM | changes}}


def test_an_alarm_is_created_updated_and_deleted(stacks: StackCalls) -> None:
    """The alarm gets a generated name, keeps it in an update, and is gone with the stack."""
    outputs = {"Arn": {"Value": {"Fn::GetAtt": ["Alarm", "Arn"]}}}
    assert "CREATE_COMPLETE" == stacks.create(template(_alarm(), Outputs=outputs))
    cloudwatch = _client(stacks, "cloudwatch")
    (created,) = cloudwatch.describe_alarms()["MetricAlarms"]
    assert (stacks.outputs()["Arn"], 1.0, False) == (
        created["AlarmArn"],
        created["Threshold"],
        created["ActionsEnabled"],
    )
    assert "UPDATE_COMPLETE" == stacks.update(template(_alarm(Threshold=2), Outputs=outputs))
    (updated,) = cloudwatch.describe_alarms()["MetricAlarms"]
    assert (created["AlarmName"], 2.0) == (updated["AlarmName"], updated["Threshold"])
    assert updated["AlarmName"].startswith("stack-Alarm-")
    stacks.delete()
    assert [] == cloudwatch.describe_alarms()["MetricAlarms"]


def test_an_alarm_that_is_gone_has_drifted(stacks: StackCalls) -> None:
    """The read handler says NotFound for an alarm that somebody deleted."""
    stacks.create(template(_alarm()))
    _client(stacks, "cloudwatch").delete_alarms(AlarmNames=[stacks.physical_ids()["Alarm"]])
    stacks.client.detect_stack_drift(StackName="stack")
    (drift,) = stacks.client.describe_stack_resource_drifts(StackName="stack")["StackResourceDrifts"]
    assert "DELETED" == drift["StackResourceDriftStatus"]


FILTER = {
    "LogGroupName": {"Ref": "Group"},
    "FilterPattern": '{ $.status = "FAILED" }',
    "MetricTransformations": [
        {
            "MetricNamespace": "Acme",
            "MetricName": "Failures",
            "MetricValue": "1",
            "Unit": "Count",
            "Dimensions": [{"Key": "Operation", "Value": "$.operation"}],
        }
    ],
}


def _filter(**changes: Any) -> dict[str, Any]:
    return {
        "Group": {"Type": "AWS::Logs::LogGroup"},
        "Failures": {"Type": "AWS::Logs::MetricFilter", "Properties": FILTER | changes},
    }


def test_a_metric_filter_is_created_updated_and_deleted(stacks: StackCalls) -> None:
    """The filter has a generated name, which Ref returns; dimensions are a list in templates, and a map in the API."""
    outputs = {"Name": {"Value": {"Ref": "Failures"}}}
    assert "CREATE_COMPLETE" == stacks.create(template(_filter(), Outputs=outputs))
    logs = _client(stacks, "logs")
    (created,) = logs.describe_metric_filters()["metricFilters"]
    assert (stacks.outputs()["Name"], FILTER["FilterPattern"]) == (created["filterName"], created["filterPattern"])
    (metric,) = created["metricTransformations"]
    assert ("Failures", {"Operation": "$.operation"}) == (metric["metricName"], metric["dimensions"])
    assert "UPDATE_COMPLETE" == stacks.update(template(_filter(FilterPattern="ERROR"), Outputs=outputs))
    (updated,) = logs.describe_metric_filters()["metricFilters"]
    assert (created["filterName"], "ERROR") == (updated["filterName"], updated["filterPattern"])
    stacks.delete()
    assert [] == logs.describe_metric_filters()["metricFilters"]


def test_a_metric_filter_that_was_changed_has_drifted(stacks: StackCalls) -> None:
    """The read handler finds it by its name, with its transformations as a template has them."""
    stacks.create(template(_filter()))
    logs = _client(stacks, "logs")
    (created,) = logs.describe_metric_filters()["metricFilters"]
    stacks.client.detect_stack_drift(StackName="stack")
    assert ["IN_SYNC"] == _drifts(stacks, "Failures")
    where = {name: created[name] for name in ("logGroupName", "filterName")}
    logs.delete_metric_filter(**where)
    logs.put_metric_filter(**where, filterPattern="ERROR", metricTransformations=created["metricTransformations"])
    stacks.client.detect_stack_drift(StackName="stack")
    assert ["MODIFIED"] == _drifts(stacks, "Failures")


def _drifts(stacks: StackCalls, logical_id: str) -> list[str]:
    drifts = stacks.client.describe_stack_resource_drifts(StackName="stack")["StackResourceDrifts"]
    return [drift["StackResourceDriftStatus"] for drift in drifts if drift["LogicalResourceId"] == logical_id]


def test_a_type_without_physical_ids_in_moto_gets_one(stacks: StackCalls) -> None:
    """Some of moto's objects have no physical ID: the name stands for it, so that Ref works, and a delete."""
    resources = {"Bus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": "orders"}}}
    assert "CREATE_COMPLETE" == stacks.create(template(resources, Outputs={"Bus": {"Value": {"Ref": "Bus"}}}))
    assert {"Bus": "orders"} == stacks.outputs()
    assert "DELETE_COMPLETE" == stacks.delete()


def test_a_bucket_policy_is_put_and_deleted(stacks: StackCalls) -> None:
    """The policy is the bucket's while the resource exists, and reading it is no drift."""
    document = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}
    policy = {"Bucket": {"Ref": "Bucket"}, "PolicyDocument": document}
    resources = {"Bucket": bucket(), "Policy": {"Type": "AWS::S3::BucketPolicy", "Properties": policy}}
    stacks.create(template(resources))
    s3, name = _client(stacks, "s3"), stacks.physical_ids()["Bucket"]
    assert "s3:GetObject" in s3.get_bucket_policy(Bucket=name)["Policy"]
    stacks.client.detect_stack_drift(StackName="stack")
    assert "IN_SYNC" == stacks.describe()["DriftInformation"]["StackDriftStatus"]
    stacks.update(template({"Bucket": bucket()}))
    with refused("NoSuchBucketPolicy", "does not exist"):
        s3.get_bucket_policy(Bucket=name)


def test_a_stack_policy_is_stored(stacks: StackCalls) -> None:
    """GetStackPolicy returns what SetStackPolicy was given, and nothing before."""
    stacks.create(template())
    assert "StackPolicyBody" not in stacks.client.get_stack_policy(StackName="stack")
    stacks.client.set_stack_policy(StackName="stack", StackPolicyBody="{}")
    assert "{}" == stacks.client.get_stack_policy(StackName="stack")["StackPolicyBody"]
    with invalid("does not exist"):
        stacks.client.set_stack_policy(StackName="none", StackPolicyBody="{}")


def test_other_services_find_a_stack(stacks: StackCalls) -> None:
    """AppRegistry of Service Catalog, which is moto's, associates a stack of the sandbox and no other."""
    stacks.create(template())
    registry = _client(stacks, "servicecatalog-appregistry")
    registry.create_application(name="app", clientToken="token")
    registry.associate_resource(application="app", resourceType="CFN_STACK", resource="stack")
    associated = registry.list_associated_resources(application="app")["resources"]
    assert ["stack"] == [item["name"] for item in associated]


def test_an_alarm_as_its_template_says_is_in_sync(stacks: StackCalls) -> None:
    """The read handler leaves out the state and the times, which no template sets."""
    stacks.create(template(_alarm(Threshold=1.5)))
    stacks.client.detect_stack_drift(StackName="stack")
    (drift,) = stacks.client.describe_stack_resource_drifts(StackName="stack")["StackResourceDrifts"]
    assert "IN_SYNC" == drift["StackResourceDriftStatus"]


def test_a_subscription_is_created_updated_and_deleted(stacks: StackCalls) -> None:
    """Its attributes are those of the template, its physical ID is its ARN, and it goes with the stack."""

    def text(**attributes: Any) -> str:
        place = {"TopicArn": {"Ref": "Topic"}, "Protocol": "sqs", "Endpoint": "arn:aws:sqs:us-east-1:123456789012:q"}
        subscription = {"Type": "AWS::SNS::Subscription", "Properties": place | attributes}
        return template({"Topic": topic(), "Subscription": subscription})

    assert "CREATE_COMPLETE" == stacks.create(text(FilterPolicy={"status": ["Approved"]}))
    sns, arn = _client(stacks, "sns"), stacks.physical_ids()["Subscription"]
    attributes = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    assert {"status": ["Approved"]} == json.loads(attributes["FilterPolicy"])
    assert "UPDATE_COMPLETE" == stacks.update(text(RawMessageDelivery=True))
    attributes = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    assert "true" == attributes["RawMessageDelivery"]
    assert "{}" == attributes.get("FilterPolicy", "{}")
    stacks.delete()
    assert [] == sns.list_subscriptions()["Subscriptions"]


def test_a_fifo_topic_has_the_name_of_its_template(stacks: StackCalls) -> None:
    """Only generated names get the suffix: with another name, SNS refuses the topic."""
    assert "ROLLBACK_COMPLETE" == stacks.create(template({"Topic": topic(TopicName="news", FifoTopic=True)}))
    assert "fifo" in stacks.reason("CREATE_FAILED", "Topic")


def test_the_tags_of_a_topic_are_those_of_the_template(stacks: StackCalls) -> None:
    """An update changes and removes tags."""
    stacks.create(template({"Topic": topic(Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "1"}])}))
    stacks.update(template({"Topic": topic(Tags=[{"Key": "b", "Value": "2"}])}))
    found = _client(stacks, "sns").list_tags_for_resource(ResourceArn=stacks.physical_ids()["Topic"])["Tags"]
    assert [{"Key": "b", "Value": "2"}] == found


def test_the_policy_of_a_queue_is_set_and_removed(stacks: StackCalls) -> None:
    """The policy is an attribute of the queue, as the stack says, until the resource is removed."""
    allowed = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage"}
    document = {"Version": "2012-10-17", "Statement": [allowed | {"Resource": "*"}]}
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "events"}}
    policy = {"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": [{"Ref": "Queue"}], "PolicyDocument": document}}
    assert "CREATE_COMPLETE" == stacks.create(template({"Queue": queue, "Policy": policy}))
    sqs, url = cached_client("sqs", stacks.url), stacks.physical_ids()["Queue"]

    def attributes() -> Any:
        return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]).get("Attributes", {})

    assert document == json.loads(attributes()["Policy"])
    assert "UPDATE_COMPLETE" == stacks.update(template({"Queue": queue}))
    assert "" == attributes().get("Policy", "")


def test_a_topic_keeps_its_generated_name(stacks: StackCalls) -> None:
    """A topic is created, updated in place and deleted; its attributes follow."""
    outputs: Any = {"Outputs": {"Name": {"Value": {"Fn::GetAtt": ["Topic", "DisplayName"]}}}}
    stacks.create(template({"Topic": topic(DisplayName="a")}, **outputs))
    before = stacks.physical_ids()
    assert "UPDATE_COMPLETE" == stacks.update(template({"Topic": topic(DisplayName="b")}, **outputs))
    assert (before, {"Name": "b"}) == (stacks.physical_ids(), stacks.outputs())
    stacks.delete()
    assert [] == cached_client("sns", stacks.url).list_topics()["Topics"]


def test_a_parameter_of_the_store_is_managed(stacks: StackCalls) -> None:
    """A parameter is created with the stack's tags, updated and deleted. A number becomes text."""
    client = cached_client("ssm", stacks.url)

    def stored(**properties: Any) -> str:
        return template({"Stored": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", **properties}}})

    stacks.create(stored(Value="a", Tags={"b": "2"}), Tags=[{"Key": "a", "Value": "1"}])
    name = stacks.physical_ids()["Stored"]
    assert name.startswith("CFN-Stored-")
    tags = client.list_tags_for_resource(ResourceType="Parameter", ResourceId=name)["TagList"]
    assert {"a": "1", "b": "2"} == {tag["Key"]: tag["Value"] for tag in tags}
    assert "UPDATE_COMPLETE" == stacks.update(stored(Value=3))
    assert "3" == client.get_parameter(Name=name)["Parameter"]["Value"]
    stacks.delete()
    assert [] == client.describe_parameters()["Parameters"]
