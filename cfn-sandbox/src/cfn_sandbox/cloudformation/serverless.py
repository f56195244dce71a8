"""The transform `AWS::Serverless-2016-10-31`, by AWS's own library for it."""

import copy
import json
from collections.abc import Mapping
from typing import Any, Final

import boto3

from ..engine import REGION
from .intrinsics import invalid

TRANSFORM: Final = "AWS::Serverless-2016-10-31"


def expanded(body: dict[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """Return a template without resources of SAM: with those that SAM makes of them. `given` are parameters.

    Raises moto's ValidationError, in SAM's words.
    """
    resources = body.get("Resources")
    kinds = [item.get("Type") for item in resources.values() if isinstance(item, dict)] if resources else []
    if "Globals" not in body and not any(str(kind).startswith("AWS::Serverless::") for kind in kinds):
        return body
    return _transformed(copy.deepcopy(body), given) | {"Transform": body["Transform"]}


def _transformed(body: dict[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    # The library takes a second to import, and few templates need it.
    from samtranslator.model.exceptions import InvalidDocumentException
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.arn_generator import ArnGenerator
    from samtranslator.translator.translator import Translator

    ArnGenerator.BOTO_SESSION_REGION_NAME = REGION  # it would look for a region in the environment
    translator = Translator(None, Parser(), boto_session=boto3.Session(region_name=REGION))
    try:
        found: dict[str, Any] = translator.translate(body, dict(given), get_managed_policy_map=_managed_policies)
    except InvalidDocumentException as error:
        reasons = " ".join([error.message, *(cause.message for cause in error.causes if cause.message)])
        raise invalid(f"Transform {TRANSFORM} failed with: {reasons}") from None
    return found


def _managed_policies() -> dict[str, str]:
    """Return the ARN of each managed policy of AWS by its name, by which SAM takes it."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    return {name: policy["Arn"] for name, policy in json.loads(aws_managed_policies_data).items()}
