"""Types of AWS's that moto has no CloudFormation for: their handlers call the sandbox's own services."""

import json
from functools import partial
from typing import Any, Final

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


def _put_queue_policy(event: Event, properties: Properties) -> Properties:
    for url in properties["Queues"]:
        attributes = {"Policy": text_or_json(properties["PolicyDocument"])}
        _client("sqs", event).set_queue_attributes(QueueUrl=url, Attributes=attributes)
    return properties | {"Id": ",".join(properties["Queues"])}  # by the ID alone, the queues have to be found again


def _read_queue_policy(event: Event, properties: Properties) -> Properties:
    queues = properties["Id"].split(",")
    attributes = _client("sqs", event).get_queue_attributes(QueueUrl=queues[0], AttributeNames=["Policy"])
    if "Attributes" not in attributes:
        raise ResourceFailure("NotFound", f"{queues[0]} has no policy")
    return {"Id": properties["Id"], "Queues": queues, "PolicyDocument": json.loads(attributes["Attributes"]["Policy"])}


def _delete_queue_policy(event: Event, properties: Properties) -> None:
    for url in properties["Id"].split(","):
        _client("sqs", event).set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})


def _put_alarm(event: Event, properties: Properties) -> Properties:
    named = properties | {"AlarmName": properties.get("AlarmName") or _generated_name(event)}
    _call("cloudwatch", "put_metric_alarm", event, named)
    return named | {"Arn": _find_alarm(_client("cloudwatch", event), named["AlarmName"])["AlarmArn"]}


def _generated_name(event: Event, prefix: str = "") -> str:
    """Return a name like those that CloudFormation generates: a prefix, by default the stack's name, and a suffix."""
    stack_name = (event["stackId"] or "/cloudcontrol").split("/")[1]
    suffix = event["bearerToken"].replace("-", "")[:12].upper()
    return f"{prefix or stack_name}-{event['requestData']['logicalResourceId']}-{suffix}"


def _find_alarm(client: Any, name: str) -> Any:
    for alarm in client.describe_alarms(AlarmNames=[name])["MetricAlarms"]:
        return alarm
    raise ResourceFailure("NotFound", f"There is no alarm {name}")


def _read_alarm(event: Event, properties: Properties) -> Properties:
    alarm = _find_alarm(_client("cloudwatch", event), properties["AlarmName"])
    unset: tuple[Any, ...] = ([], {}, "", None)
    return {key: value for key, value in alarm.items() if value not in unset and not key.startswith("State")} | {
        "Arn": alarm["AlarmArn"]
    }


def _delete_alarm(event: Event, properties: Properties) -> None:
    client = _client("cloudwatch", event)
    _find_alarm(client, properties["AlarmName"])
    client.delete_alarms(AlarmNames=[properties["AlarmName"]])


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
    name = properties.get("TopicName") or properties.get("TopicArn", "").rpartition(":")[2] or _generated_name(event)
    client = _client("sns", event)
    tags = event["requestData"]["stackTags"] | tag_map(properties.get("Tags", ()))
    fifo = properties.keys() & {"FifoTopic", "ContentBasedDeduplication"}
    attributes = {key: to_text(properties[key]).lower() for key in fifo}
    arn = client.create_topic(Name=name, Attributes=attributes, Tags=tag_list(tags))["TopicArn"]
    for key in properties.keys() & {"DisplayName", "KmsMasterKeyId", "SignatureVersion", "TracingConfig"}:
        client.set_topic_attributes(TopicArn=arn, AttributeName=key, AttributeValue=str(properties[key]))
    for subscription in properties.get("Subscription", ()):
        client.subscribe(TopicArn=arn, **subscription)
    return properties | {"TopicName": name, "TopicArn": arn}


def _read_topic(event: Event, properties: Properties) -> Properties:
    arn = properties["TopicArn"]
    found = _client("sns", event).get_topic_attributes(TopicArn=arn)["Attributes"]
    return {"TopicArn": arn, "TopicName": arn.rpartition(":")[2], "DisplayName": found.get("DisplayName", "")}


_HANDLERS: Final = {
    "AWS::S3::BucketPolicy": build_handler(
        _put_bucket_policy, _read_bucket_policy, partial(_call, "s3", "delete_bucket_policy")
    ),
    "AWS::SQS::QueuePolicy": build_handler(_put_queue_policy, _read_queue_policy, _delete_queue_policy),
    "AWS::SNS::Topic": build_handler(_put_topic, _read_topic, partial(_call, "sns", "delete_topic")),
    "AWS::SSM::Parameter": build_handler(_put_parameter, _read_parameter, partial(_call, "ssm", "delete_parameter")),
    "AWS::CloudWatch::Alarm": build_handler(_put_alarm, _read_alarm, _delete_alarm),
    "AWS::Logs::MetricFilter": build_handler(
        _put_metric_filter, _read_metric_filter, partial(_call, "logs", "delete_metric_filter")
    ),
}
AWS_TYPES: Final = {name: HandledType(name, handler) for name, handler in _HANDLERS.items()}
