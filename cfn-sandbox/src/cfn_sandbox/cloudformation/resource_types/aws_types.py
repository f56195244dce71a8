"""Types of AWS's that moto has no CloudFormation for: their handlers call the sandbox's own services."""

import json
from functools import partial
from typing import Any, Final

from moto.cloudformation.parsing import generate_resource_name

from ...engine import Event, HandledType, sandbox_client
from ...scalars import tag_list, tag_map, text_or_json, to_text
from .base import ResourceFailure
from .schemas import Properties
from .small_handlers import build_handler


def _client(service: str, event: Event) -> Any:
    return sandbox_client(service, event["region"], event["requestData"]["callerCredentials"])


def _call(service: str, operation: str, event: Event, properties: Properties) -> Any:
    """Call an operation with those of the properties that are its parameters, as the service model has them."""
    client = _client(service, event)
    name = client.meta.method_to_api_mapping[operation]
    shape = client.meta.service_model.operation_model(name).input_shape
    return getattr(client, operation)(**_for_api(properties, shape))


def _for_api(value: Any, shape: Any) -> Any:
    """Return a value of a template in the form of the API, with its types of scalars, its names, and tags as a map."""
    if shape.type_name == "structure":
        names = {name.lower(): name for name in shape.members}
        found = {names[key.lower()]: item for key, item in value.items() if key.lower() in names}
        return {name: _for_api(item, shape.members[name]) for name, item in found.items()}
    if shape.type_name == "list":
        return [_for_api(item, shape.member) for item in value]
    if shape.type_name == "map":
        return tag_map(value)
    if shape.type_name == "boolean":
        return to_text(value).lower() == "true"
    text = text_or_json(value) if isinstance(value, (dict, list)) else to_text(value)
    return {"integer": int, "long": int, "double": float}.get(shape.type_name, str)(text)


def _put_bucket_policy(event: Event, properties: Properties) -> Properties:
    _call("s3", "put_bucket_policy", event, properties | {"Policy": properties["PolicyDocument"]})
    return properties


def _read_bucket_policy(event: Event, properties: Properties) -> Properties:
    text = _call("s3", "get_bucket_policy", event, properties)["Policy"]
    return {"Bucket": properties["Bucket"], "PolicyDocument": json.loads(text)}


def _set_queue_policy(event: Event, urls: list[str], policy: str) -> None:
    for url in urls:
        _client("sqs", event).set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})


def _put_queue_policy(event: Event, properties: Properties) -> Properties:
    _set_queue_policy(event, properties["Queues"], text_or_json(properties["PolicyDocument"]))
    return properties | {"Id": ",".join(properties["Queues"])}  # by the ID alone, the queues have to be found again


def _read_queue_policy(event: Event, properties: Properties) -> Properties:
    queues = properties["Id"].split(",")
    attributes = _client("sqs", event).get_queue_attributes(QueueUrl=queues[0], AttributeNames=["Policy"])
    if "Attributes" not in attributes:
        raise ResourceFailure("NotFound", f"{queues[0]} has no policy")
    return {"Id": properties["Id"], "Queues": queues, "PolicyDocument": json.loads(attributes["Attributes"]["Policy"])}


def _delete_queue_policy(event: Event, properties: Properties) -> None:
    _set_queue_policy(event, properties["Id"].split(","), "")


def _put_alarm(event: Event, properties: Properties) -> Properties:
    named = properties | {"AlarmName": properties.get("AlarmName") or _generated_name(event)}
    _call("cloudwatch", "put_metric_alarm", event, named)
    return _read_alarm(event, named)


def _generated_name(event: Event, prefix: str = "") -> str:
    """Return a name like those that CloudFormation generates: a prefix, by default the stack's name, and a suffix."""
    stack_name = (event["stackId"] or "/cloudcontrol").split("/")[1]
    return str(generate_resource_name("", prefix or stack_name, event["requestData"]["logicalResourceId"]))


def _read_alarm(event: Event, properties: Properties) -> Properties:
    name = properties["AlarmName"]
    for alarm in _client("cloudwatch", event).describe_alarms(AlarmNames=[name])["MetricAlarms"]:
        others = {key for key in alarm if key.startswith("State") or key.endswith("Timestamp")}
        found = {key: alarm[key] for key in alarm.keys() - others if alarm[key] not in ([], {}, "", None)}
        return found | {"Arn": alarm["AlarmArn"]}
    raise ResourceFailure("NotFound", f"There is no alarm {name}")


def _delete_alarm(event: Event, properties: Properties) -> None:
    _client("cloudwatch", event).delete_alarms(AlarmNames=[_read_alarm(event, properties)["AlarmName"]])


def _put_metric_filter(event: Event, properties: Properties) -> Properties:
    named = properties | {"FilterName": properties.get("FilterName") or _generated_name(event)}
    if event["action"] == "UPDATE":  # PutMetricFilter overwrites a filter of the same name; moto's adds another one
        _call("logs", "delete_metric_filter", event, named)
    _call("logs", "put_metric_filter", event, named)
    return named


def _transformation_of_api(transformation: Properties) -> Properties:
    found = {key[0].upper() + key[1:]: value for key, value in transformation.items()}
    if "Dimensions" in found:
        found["Dimensions"] = tag_list(found["Dimensions"])
    return found


def _read_metric_filter(event: Event, properties: Properties) -> Properties:
    name = properties["FilterName"]
    for item in _client("logs", event).describe_metric_filters(filterNamePrefix=name)["metricFilters"]:
        if item["filterName"] == name:
            return {
                "LogGroupName": item["logGroupName"],
                "FilterName": name,
                "FilterPattern": item["filterPattern"],
                "MetricTransformations": [_transformation_of_api(part) for part in item["metricTransformations"]],
            }
    raise ResourceFailure("NotFound", f"There is no metric filter {name}")


def _put_parameter(event: Event, properties: Properties) -> Properties:
    name = properties.get("Name") or _generated_name(event, "CFN")
    client = _client("ssm", event)
    client.put_parameter(
        **{key: value for key, value in properties.items() if key != "Tags"} | {"Name": name},
        Overwrite=event["action"] == "UPDATE",
    )
    tags = event["requestData"]["stackTags"] | properties.get("Tags", {})
    client.add_tags_to_resource(ResourceType="Parameter", ResourceId=name, Tags=tag_list(tags))
    return _read_parameter(event, properties | {"Name": name})


def _read_parameter(event: Event, properties: Properties) -> Properties:
    found = _client("ssm", event).get_parameter(Name=properties["Name"], WithDecryption=True)["Parameter"]
    return properties | {"Type": found["Type"], "Value": found["Value"]}


def _put_topic(event: Event, properties: Properties) -> Properties:
    client = _client("sns", event)
    tags = event["requestData"]["stackTags"] | tag_map(properties.get("Tags", ()))
    fifo = properties.keys() & {"FifoTopic", "ContentBasedDeduplication"}
    attributes = {key: to_text(properties[key]).lower() for key in fifo}
    name = properties.get("TopicName") or properties.get("TopicArn", "").rpartition(":")[2]
    name = name or _generated_name(event) + (".fifo" if attributes.get("FifoTopic") == "true" else "")
    arn = client.create_topic(Name=name, Attributes=attributes)["TopicArn"]
    others = [tag["Key"] for tag in client.list_tags_for_resource(ResourceArn=arn)["Tags"] if tag["Key"] not in tags]
    client.untag_resource(ResourceArn=arn, TagKeys=others)
    client.tag_resource(ResourceArn=arn, Tags=tag_list(tags))
    for key in properties.keys() & {"DisplayName", "KmsMasterKeyId", "SignatureVersion", "TracingConfig"}:
        client.set_topic_attributes(TopicArn=arn, AttributeName=key, AttributeValue=str(properties[key]))
    for subscription in properties.get("Subscription", ()):
        client.subscribe(TopicArn=arn, **subscription)
    return properties | {"TopicName": name, "TopicArn": arn}


def _read_topic(event: Event, properties: Properties) -> Properties:
    arn = properties["TopicArn"]
    found = _client("sns", event).get_topic_attributes(TopicArn=arn)["Attributes"]
    return {"TopicArn": arn, "TopicName": arn.rpartition(":")[2], "DisplayName": found.get("DisplayName", "")}


def _put_subscription(event: Event, properties: Properties) -> Properties:
    place = {key: properties[key] for key in ("TopicArn", "Protocol", "Endpoint")}
    client = _client("sns", event | {"region": properties["TopicArn"].split(":")[3]})
    arn = client.subscribe(**place, ReturnSubscriptionArn=True)["SubscriptionArn"]
    removed: Properties = {key: {} for key in event["requestData"]["previousResourceProperties"] or ()}
    resets = removed | {"RawMessageDelivery": "false", "FilterPolicyScope": "MessageAttributes"}
    for key in (removed | properties).keys() - place.keys() - {"Region", "Arn"}:
        value = properties[key] if key in properties else resets[key]
        text = text_or_json(value) if isinstance(value, dict) else to_text(value)
        client.set_subscription_attributes(SubscriptionArn=arn, AttributeName=key, AttributeValue=text)
    return properties | {"Arn": arn}


def _read_subscription(event: Event, properties: Properties) -> Properties:
    client = _client("sns", event | {"region": properties["Arn"].split(":")[3]})
    found = client.get_subscription_attributes(SubscriptionArn=properties["Arn"])["Attributes"]
    return {key: found[key] for key in ("TopicArn", "Protocol", "Endpoint")} | {"Arn": properties["Arn"]}


def _delete_subscription(event: Event, properties: Properties) -> None:
    _client("sns", event | {"region": properties["Arn"].split(":")[3]}).unsubscribe(SubscriptionArn=properties["Arn"])


_HANDLERS: Final = {
    "AWS::S3::BucketPolicy": build_handler(
        _put_bucket_policy, _read_bucket_policy, partial(_call, "s3", "delete_bucket_policy")
    ),
    "AWS::SQS::QueuePolicy": build_handler(_put_queue_policy, _read_queue_policy, _delete_queue_policy),
    "AWS::SNS::Topic": build_handler(_put_topic, _read_topic, partial(_call, "sns", "delete_topic")),
    "AWS::SNS::Subscription": build_handler(_put_subscription, _read_subscription, _delete_subscription),
    "AWS::SSM::Parameter": build_handler(_put_parameter, _read_parameter, partial(_call, "ssm", "delete_parameter")),
    "AWS::CloudWatch::Alarm": build_handler(_put_alarm, _read_alarm, _delete_alarm),
    "AWS::Logs::MetricFilter": build_handler(
        _put_metric_filter, _read_metric_filter, partial(_call, "logs", "delete_metric_filter")
    ),
}
AWS_TYPES: Final = {name: HandledType(name, handler) for name, handler in _HANDLERS.items()}
