"""Types of AWS's that moto has no CloudFormation for: their handlers call the sandbox's own services."""

import json
from typing import Any, Final

import boto3

from ...engine import Event, HandledType
from .base import ResourceFailure
from .schemas import Properties
from .small_handlers import build_handler


def _client(service: str, event: Event) -> Any:
    credentials = event["requestData"]["callerCredentials"]
    make: Any = boto3.client
    return make(
        service,
        region_name=event["region"],
        aws_access_key_id=credentials["accessKeyId"],
        aws_secret_access_key=credentials["secretAccessKey"],
    )


def _put_bucket_policy(event: Event, properties: Properties) -> Properties:
    document = properties["PolicyDocument"]
    text = document if isinstance(document, str) else json.dumps(document)
    _client("s3", event).put_bucket_policy(Bucket=properties["Bucket"], Policy=text)
    return properties


def _read_bucket_policy(event: Event, properties: Properties) -> Properties:
    text = _client("s3", event).get_bucket_policy(Bucket=properties["Bucket"])["Policy"]
    return {"Bucket": properties["Bucket"], "PolicyDocument": json.loads(text)}


def _delete_bucket_policy(event: Event, properties: Properties) -> None:
    _client("s3", event).delete_bucket_policy(Bucket=properties["Bucket"])


def _put_queue_policy(event: Event, properties: Properties) -> Properties:
    document, queues = properties["PolicyDocument"], properties["Queues"]
    text = document if isinstance(document, str) else json.dumps(document)
    for url in queues:
        _client("sqs", event).set_queue_attributes(QueueUrl=url, Attributes={"Policy": text})
    return properties | {"Id": ",".join(queues)}  # by the ID alone, the queues have to be found again


def _read_queue_policy(event: Event, properties: Properties) -> Properties:
    queues = properties["Id"].split(",")
    attributes = _client("sqs", event).get_queue_attributes(QueueUrl=queues[0], AttributeNames=["Policy"])
    if "Attributes" not in attributes:
        raise ResourceFailure("NotFound", f"{queues[0]} has no policy")
    return {"Id": properties["Id"], "Queues": queues, "PolicyDocument": json.loads(attributes["Attributes"]["Policy"])}


def _delete_queue_policy(event: Event, properties: Properties) -> None:
    for url in properties["Id"].split(","):
        _client("sqs", event).set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})


_NUMBERS: Final = {"DatapointsToAlarm": int, "EvaluationPeriods": int, "Period": int, "Threshold": float}


def _put_alarm(event: Event, properties: Properties) -> Properties:
    name = properties.get("AlarmName") or _generated_name(event)
    # A template may have numbers and booleans as strings.
    parameters = {
        key: _NUMBERS.get(key, lambda value: value)(value) for key, value in properties.items() if key != "Arn"
    }
    if "ActionsEnabled" in parameters:
        parameters["ActionsEnabled"] = str(parameters["ActionsEnabled"]).lower() == "true"
    client = _client("cloudwatch", event)
    client.put_metric_alarm(**parameters | {"AlarmName": name})
    return properties | {"AlarmName": name, "Arn": _find_alarm(client, name)["AlarmArn"]}


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
    name = properties.get("FilterName") or _generated_name(event)
    if event["action"] == "UPDATE":  # PutMetricFilter overwrites a filter of the same name; moto's adds another one
        _delete_metric_filter(event, properties)
    _client("logs", event).put_metric_filter(
        logGroupName=properties["LogGroupName"],
        filterName=name,
        filterPattern=properties["FilterPattern"],
        metricTransformations=[_transformation_for_api(item) for item in properties["MetricTransformations"]],
    )
    return properties | {"FilterName": name}


def _transformation_for_api(transformation: Properties) -> Properties:
    """Return a metric transformation as the API has it: names begin in lower case, dimensions are a map."""
    found = {key[0].lower() + key[1:]: value for key, value in transformation.items()}
    if "defaultValue" in found:
        found["defaultValue"] = float(found["defaultValue"])
    if "dimensions" in found:
        found["dimensions"] = {pair["Key"]: pair["Value"] for pair in found["dimensions"]}
    return found


def _transformation_of_api(transformation: Properties) -> Properties:
    found = {key[0].upper() + key[1:]: value for key, value in transformation.items()}
    if "Dimensions" in found:
        found["Dimensions"] = [{"Key": key, "Value": value} for key, value in found["Dimensions"].items()]
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


def _delete_metric_filter(event: Event, properties: Properties) -> None:
    _client("logs", event).delete_metric_filter(
        logGroupName=properties["LogGroupName"], filterName=properties["FilterName"]
    )


def _put_parameter(event: Event, properties: Properties) -> Properties:
    name = properties.get("Name") or _generated_name(event, "CFN")
    client = _client("ssm", event)
    client.put_parameter(
        **{key: value for key, value in properties.items() if key != "Tags"} | {"Name": name},
        Overwrite=event["action"] == "UPDATE",
    )
    tags = event["requestData"]["stackTags"] | properties.get("Tags", {})
    client.add_tags_to_resource(ResourceType="Parameter", ResourceId=name, Tags=_tag_list(tags))
    return _read_parameter(event, properties | {"Name": name})


def _read_parameter(event: Event, properties: Properties) -> Properties:
    found = _client("ssm", event).get_parameter(Name=properties["Name"], WithDecryption=True)["Parameter"]
    return properties | {"Type": found["Type"], "Value": found["Value"]}


def _delete_parameter(event: Event, properties: Properties) -> None:
    _client("ssm", event).delete_parameter(Name=properties["Name"])


def _put_topic(event: Event, properties: Properties) -> Properties:
    name = properties.get("TopicName") or properties.get("TopicArn", "").rpartition(":")[2] or _generated_name(event)
    client = _client("sns", event)
    tags = event["requestData"]["stackTags"] | {tag["Key"]: tag["Value"] for tag in properties.get("Tags", ())}
    arn = client.create_topic(Name=name, Attributes=_fifo(properties), Tags=_tag_list(tags))["TopicArn"]
    for key in properties.keys() & {"DisplayName", "KmsMasterKeyId", "SignatureVersion", "TracingConfig"}:
        client.set_topic_attributes(TopicArn=arn, AttributeName=key, AttributeValue=str(properties[key]))
    for subscription in properties.get("Subscription", ()):
        client.subscribe(TopicArn=arn, **subscription)
    return properties | {"TopicName": name, "TopicArn": arn}


def _fifo(properties: Properties) -> dict[str, str]:
    names = properties.keys() & {"FifoTopic", "ContentBasedDeduplication"}
    return {key: str(properties[key]).lower() for key in names}


def _read_topic(event: Event, properties: Properties) -> Properties:
    arn = properties["TopicArn"]
    found = _client("sns", event).get_topic_attributes(TopicArn=arn)["Attributes"]
    return {"TopicArn": arn, "TopicName": arn.rpartition(":")[2], "DisplayName": found.get("DisplayName", "")}


def _delete_topic(event: Event, properties: Properties) -> None:
    _client("sns", event).delete_topic(TopicArn=properties["TopicArn"])


def _tag_list(tags: dict[str, str]) -> list[Any]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


_HANDLERS: Final = {
    "AWS::S3::BucketPolicy": build_handler(_put_bucket_policy, _read_bucket_policy, _delete_bucket_policy),
    "AWS::SQS::QueuePolicy": build_handler(_put_queue_policy, _read_queue_policy, _delete_queue_policy),
    "AWS::SNS::Topic": build_handler(_put_topic, _read_topic, _delete_topic),
    "AWS::SSM::Parameter": build_handler(_put_parameter, _read_parameter, _delete_parameter),
    "AWS::CloudWatch::Alarm": build_handler(_put_alarm, _read_alarm, _delete_alarm),
    "AWS::Logs::MetricFilter": build_handler(_put_metric_filter, _read_metric_filter, _delete_metric_filter),
}
AWS_TYPES: Final = {name: HandledType(name, handler) for name, handler in _HANDLERS.items()}
