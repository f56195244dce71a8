"""`make api-drift`: what it reports of an API that has changed."""

import io
from copy import deepcopy
from typing import Any

import botocore.session
import pytest
from botocore.model import ServiceModel
from rich.console import Console

from tools import api_drift


@pytest.fixture
def description() -> dict[str, Any]:
    """Return botocore's description of SageMaker's API, to be changed."""
    loader = botocore.session.get_session().get_component("data_loader")
    whole = loader.load_service_model("sagemaker", "service-2")
    return {**whole, "shapes": {**whole["shapes"]}}


def _changed(description: dict[str, Any], shape: str) -> dict[str, Any]:
    """Return a shape of the description that may be changed."""
    description["shapes"][shape] = deepcopy(description["shapes"][shape])
    changed: dict[str, Any] = description["shapes"][shape]
    return changed


def _printed(description: dict[str, Any]) -> str:
    printed = io.StringIO()
    Console(file=printed, width=400).print(api_drift.table(*api_drift.drift(ServiceModel(description, "sagemaker"))))
    return printed.getvalue()


def test_an_unchanged_api_has_no_unintended_differences(description: dict[str, Any]) -> None:
    """Only the intended differences are reported, each with its reason."""
    printed = _printed(description)
    assert " new " not in printed
    assert "The reference page says so." in printed


@pytest.mark.parametrize("shape", ["CreateModelPackageInput", "DescribeModelPackageOutput", "S3ModelDataSource"])
def test_a_new_member_is_reported(description: dict[str, Any], shape: str) -> None:
    """At the top and nested, in requests and in answers."""
    _changed(description, shape)["members"]["BrandNew"] = {"shape": "EntityName"}
    (line,) = (line for line in _printed(description).splitlines() if "BrandNew" in line)
    assert ["lacks it", "has it", "new"] == [cell.strip() for cell in line.split("│")[2:5]]


def test_a_changed_limit_is_reported(description: dict[str, Any]) -> None:
    """Both limits are shown side by side."""
    _changed(description, "ModelCardContent")["max"] = 200000
    (line,) = (line for line in _printed(description).splitlines() if "200000" in line)
    assert ["ModelPackageModelCard.ModelCardContent maxLength", "100000", "200000", "new"] == [
        cell.strip() for cell in line.split("│")[1:5]
    ]


def test_a_new_enumeration_value_is_reported(description: dict[str, Any]) -> None:
    """A new value of an enumeration is a changed limit."""
    _changed(description, "ModelPackageRegistrationType")["enum"].append("Retired")
    assert "Logged, Registered, Retired" in _printed(description)
