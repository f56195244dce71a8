"""Parameters whose values have to exist in the account, such as `AWS::EC2::VPC::Id`."""

from typing import Any, Final

import boto3
from botocore.exceptions import ClientError

from ...engine import CREDENTIALS
from ...location import Location

# For each type the service, the operation that fails for what doesn't exist, and its parameter.
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
TYPES: Final = frozenset(_QUERIES)


def exists(type_name: str, value: str, location: Location) -> bool:
    """Tell whether a value of one of these types exists in an account and region."""
    service, operation, parameter = _QUERIES[type_name]
    make: Any = boto3.client
    client = make(
        service,
        region_name=location.region,
        aws_access_key_id=CREDENTIALS["accessKeyId"],
        aws_secret_access_key=CREDENTIALS["secretAccessKey"],
    )
    try:
        answer = getattr(client, operation)(**{parameter: [value] if parameter.endswith("s") else value})
    except ClientError:
        return False
    return all(answer.values())  # moto returns no zone where AWS has an error
