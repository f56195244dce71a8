"""The values of a template's parameters: given, from the previous deployment, or default. They are checked."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from ...engine import Location, sandbox_client
from ...scalars import to_text
from ..errors import invalid
from .dynamic_references import plain_parameter

Given = Mapping[str, str]
# The types whose values have to exist: the service, the operation that fails for others, and its parameter.
_QUERIES: Final = {
    "AWS::EC2::AvailabilityZone::Name": ("ec2", "describe_availability_zones", "ZoneNames"),
    "AWS::EC2::Image::Id": ("ec2", "describe_images", "ImageIds"),
    "AWS::EC2::Instance::Id": ("ec2", "describe_instances", "InstanceIds"),
    "AWS::EC2::KeyPair::KeyName": ("ec2", "describe_key_pairs", "KeyNames"),
    "AWS::EC2::SecurityGroup::GroupName": ("ec2", "describe_security_groups", "GroupNames"),
    "AWS::EC2::SecurityGroup::Id": ("ec2", "describe_security_groups", "GroupIds"),
    "AWS::EC2::Subnet::Id": ("ec2", "describe_subnets", "SubnetIds"),
    "AWS::EC2::VPC::Id": ("ec2", "describe_vpcs", "VpcIds"),
    "AWS::EC2::Volume::Id": ("ec2", "describe_volumes", "VolumeIds"),
    "AWS::Route53::HostedZone::Id": ("route53", "get_hosted_zone", "Id"),
    "AWS::SSM::Parameter::Name": ("ssm", "get_parameter", "Name"),
}
_TYPES: Final = {"String", "Number", "CommaDelimitedList", *_QUERIES}
_ATTRIBUTES: Final = {
    *("Type", "Default", "Description", "NoEcho", "AllowedValues", "AllowedPattern", "ConstraintDescription"),
    *("MinLength", "MaxLength", "MinValue", "MaxValue"),
}
_NUMBER: Final = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)
STORED: Final = "AWS::SSM::Parameter::Value<"


def given_values(requested: list[dict[str, Any]], previous: Given) -> dict[str, str]:
    """Return the parameters of a request, with UsePreviousValue from `previous`. Raises moto's ValidationError."""
    values = {}
    for parameter in requested:
        key = parameter["ParameterKey"]
        if not parameter.get("UsePreviousValue"):
            values[key] = parameter.get("ParameterValue", "")
            continue
        text = f"Invalid input for parameter key {key}. Cannot specify usePreviousValue as true"
        if "ParameterValue" in parameter:
            raise invalid(f"{text} and non empty value for a parameter")
        if key not in previous:
            raise invalid(f"{text} for a parameter key not in the previous template")
        values[key] = previous[key]
    return values


def values(declared: Mapping[str, Any], given: Given, location: Location) -> dict[str, Any]:
    """Return the value of each parameter, as `Ref` does. Raises moto's ValidationError for a missing or wrong one."""
    unknown = sorted(given.keys() - declared.keys())
    if unknown:
        raise invalid(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    known = with_defaults(declared, given)
    missing = [name for name in declared if name not in known]
    if missing:
        raise invalid(f"Parameters: [{', '.join(missing)}] must have values")
    return {name: _value(name, rule, known[name], location) for name, rule in declared.items()}


def with_defaults(declared: Mapping[str, Any], given: Given) -> dict[str, str]:
    """Return the values in a request, and the defaults of the other parameters that have one."""
    return {name: to_text(rule["Default"]) for name, rule in declared.items() if "Default" in rule} | dict(given)


def declarations(declared: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the parameters of a template in the form of ValidateTemplate and GetTemplateSummary."""
    return [
        {
            "ParameterKey": name,
            "ParameterType": rule["Type"],
            "DefaultValue": to_text(rule["Default"]) if "Default" in rule else None,
            "NoEcho": name in no_echo_names(declared),
            "Description": rule.get("Description"),
            "ParameterConstraints": {"AllowedValues": [*map(to_text, rule.get("AllowedValues", ()))] or None},
        }
        for name, rule in declared.items()
    ]


def declaration_errors(declared: Mapping[str, Any]) -> Iterator[str]:
    """Yield a message for each parameter whose declaration is wrong."""
    for name, rule in declared.items():
        if "Type" not in rule:
            yield "Every Parameters object must contain a Type member."
        elif _item_type(str(rule["Type"]).removeprefix(STORED)) not in _TYPES:
            yield f"Unrecognized parameter type: {rule['Type']} of {name}"
        yield from (f"Invalid template parameter property '{key}'" for key in sorted(rule.keys() - _ATTRIBUTES))


def known_values(body: Mapping[str, Any], given: Given) -> dict[str, Any]:
    """Return the values that are known before a template is checked: those of parameters, as text or as a list."""
    section = body.get("Parameters")  # it may be malformed
    rules = section.items() if isinstance(section, dict) else ()
    declared = {name: rule for name, rule in rules if isinstance(rule, dict)}
    return with_defaults(declared, given) | {
        name: _split_items(given.get(name, to_text(rule.get("Default", ""))))
        for name, rule in declared.items()
        if _is_list(str(rule.get("Type")))
    }


def no_echo_names(declared: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of the parameters whose values are not to be shown."""
    return frozenset(name for name, rule in declared.items() if to_text(rule.get("NoEcho", False)) == "true")


def _is_list(type_name: str) -> bool:
    return type_name == "CommaDelimitedList" or type_name.startswith("List<")


def _item_type(type_name: str) -> str:
    return type_name.rstrip(">").removeprefix("List<")


def _split_items(value: str) -> list[str]:
    return [item.strip() for item in value.split(",")] if value else []


def _value(name: str, rule: Mapping[str, Any], value: str, location: Location) -> Any:
    type_name = rule.get("Type", "String")
    violation = next(_violations(value, rule, type_name), None)
    if violation:
        raise invalid(f"Parameter '{name}' {violation}")
    if type_name.startswith(STORED):
        found, type_name = plain_parameter(location, value), type_name.removeprefix(STORED).removesuffix(">")
        if found is None:
            raise invalid(f"Parameter {name} should either have input value or default value")
        value = found
    items = _split_items(value) if _is_list(type_name) else [value]
    for item in items if _item_type(type_name) in _QUERIES else ():
        if not _exists(_item_type(type_name), item, location):
            message = f"parameter value {item} for parameter name {name} does not exist"
            raise invalid(f"Parameter validation failed: {message}")
    return items if _is_list(type_name) else value


def _exists(type_name: str, value: str, location: Location) -> bool:
    """Tell whether what a parameter of a type such as `AWS::EC2::VPC::Id` names is in an account and region."""
    service, operation, parameter = _QUERIES[type_name]
    client = sandbox_client(service, location.region)
    try:
        answer = getattr(client, operation)(**{parameter: [value] if parameter.endswith("s") else value})
    except ClientError:
        return False
    return all(answer.values())  # moto returns no zone where AWS has an error


def _violations(value: str, rule: Mapping[str, Any], type_name: str) -> Iterator[str]:
    """Yield CloudFormation's message for each rule that a value breaks, without the name of the parameter."""
    description = rule.get("ConstraintDescription")
    items = [item.strip() for item in value.split(",")] if _is_list(type_name) else [value]
    if _item_type(type_name) == "Number" and not all(map(_NUMBER.fullmatch, items)):
        yield "must be a number."
        return
    allowed = [to_text(item) for item in rule.get("AllowedValues", ())]
    if allowed and not set(items) <= set(allowed):
        yield f"must be one of AllowedValues{f': {description}' if description else ''} [{', '.join(allowed)}]"
    if "AllowedPattern" in rule and not re.fullmatch(rule["AllowedPattern"], value):
        yield f"must match pattern {description or rule['AllowedPattern']}"
    if type_name == "Number":
        size, limits, verb, unit = float(value), "Value", "be", ""
    else:
        size, limits, verb, unit = len(value), "Length", "contain", " characters"
    if size < float(rule.get(f"Min{limits}", size)):
        yield f"must {verb} at least {rule[f'Min{limits}']}{unit}"
    if size > float(rule.get(f"Max{limits}", size)):
        yield f"must {verb} at most {rule[f'Max{limits}']}{unit}"
