"""Applies the transform `AWS::Serverless-2016-10-31` with AWS's own library for it."""

import copy
import json
from collections.abc import Mapping
from typing import Any, Final

import boto3

from ...engine import REGION
from ..errors import invalid

TRANSFORM: Final = "AWS::Serverless-2016-10-31"


def apply_sam_transform(body: dict[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """Return a template with CloudFormation's resources in the place of SAM's.

    Args:
        body: The template.
        given: The parameters of the request.

    Raises:
        ValidationError: SAM refuses the template; the message is SAM's.

    """
    resources = body.get("Resources")
    types = [item.get("Type") for item in resources.values() if isinstance(item, dict)] if resources else []
    if "Globals" not in body and not any(str(name).startswith("AWS::Serverless::") for name in types):
        return body
    return _translate(copy.deepcopy(body), given) | {"Transform": body["Transform"]}


def _translate(body: dict[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    # The library takes a second to import, and few templates need it.
    from samtranslator.model.exceptions import InvalidDocumentException
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.arn_generator import ArnGenerator
    from samtranslator.translator.translator import Translator

    ArnGenerator.BOTO_SESSION_REGION_NAME = REGION  # by default it takes the region of the environment
    translator = Translator(None, Parser(), boto_session=boto3.Session(region_name=REGION))
    try:
        translated: dict[str, Any] = translator.translate(body, dict(given), get_managed_policy_map=_managed_policies)
    except InvalidDocumentException as error:
        reasons = " ".join([error.message, *(cause.message for cause in error.causes if cause.message)])
        raise invalid(f"Transform {TRANSFORM} failed with: {reasons}") from None
    return translated


def _managed_policies() -> dict[str, str]:
    """Return the ARNs of AWS's managed policies by name: templates for SAM use the names."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    return {name: policy["Arn"] for name, policy in json.loads(aws_managed_policies_data).items()}
