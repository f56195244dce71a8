"""The list handler, against the sandbox."""

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.engine import Engine, event

from ..faults import Fault, Wire
from ..templates import GROUP, SPECIFICATION

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient


def _versions(client: "SageMakerClient", group: str, count: int) -> list[str]:
    return [
        client.create_model_package(ModelPackageGroupName=group, InferenceSpecification=SPECIFICATION)[
            "ModelPackageArn"
        ]
        for _ in range(count)
    ]


def test_both_kinds_are_listed_with_identifiers_only(client: "SageMakerClient", engine: Engine) -> None:
    """Identifiers only, versions and unversioned packages (LIST-1, LIST-2)."""
    expected = _versions(client, GROUP, 2)
    expected.append(
        client.create_model_package(ModelPackageName="n", InferenceSpecification=SPECIFICATION)["ModelPackageArn"]
    )
    answer = engine.run(event("LIST", {}))
    assert [{"ModelPackageArn": arn} for arn in expected] == answer["resourceModels"]
    assert "nextToken" not in answer


def test_a_group_in_the_request_filters(client: "SageMakerClient", engine: Engine) -> None:
    """ModelPackageGroupName of the request's model filters (LIST-2)."""
    client.create_model_package_group(ModelPackageGroupName="other")
    _versions(client, GROUP, 2)
    (expected,) = _versions(client, "other", 1)
    answer = engine.run(event("LIST", {"ModelPackageGroupName": "other"}))
    assert [{"ModelPackageArn": expected}] == answer["resourceModels"]


def test_the_token_leads_to_the_next_page(client: "SageMakerClient", wire: Wire, engine: Engine) -> None:
    """`nextToken` is followed to the end, one call a page (LIST-3, LIB-1); the library drops it."""
    expected = _versions(client, GROUP, 205)
    wire.reset()
    found: list[str] = []
    token = None
    while True:
        answer = engine.run(event("LIST", {}, nextToken=token))
        found += [model["ModelPackageArn"] for model in answer["resourceModels"]]
        token = answer.get("nextToken")
        if token is None:
            break
    assert sorted(expected) == sorted(found)
    assert ["ListModelPackages"] * 3 == wire.operations()


@pytest.mark.parametrize(
    ("model", "token", "expected"),
    [
        ({}, None, {"ModelPackageType": "Both"}),
        (
            {"ModelPackageGroupName": GROUP},
            None,
            {"ModelPackageType": "Versioned", "ModelPackageGroupName": GROUP},
        ),
        ({}, "next", {"ModelPackageType": "Both", "NextToken": "next"}),
    ],
)
def test_a_page_is_asked_for_as_large_as_it_can_be(
    wire: Wire, engine: Engine, model: dict[str, Any], token: str | None, expected: dict[str, Any]
) -> None:
    """100 identifiers of both kinds, or of the versions of a group (LIST-2, LIST-3)."""
    engine.run(event("LIST", model, nextToken=token))
    assert expected | {"MaxResults": 100} == wire.parameters("ListModelPackages")


def test_an_empty_list_is_a_list(engine: Engine) -> None:
    """No packages: SUCCESS with an empty list."""
    answer = engine.run(event("LIST", {}))
    assert ("SUCCESS", []) == (answer["status"], answer["resourceModels"])


def test_an_expired_token_is_an_invalid_request(engine: Engine) -> None:
    """An expired token is InvalidRequest with SageMaker's message."""
    answer = engine.run(event("LIST", {}, nextToken="old"))
    assert "InvalidRequest" == answer["errorCode"]
    assert "NextToken is invalid" in answer["message"]


def test_a_denial_says_what_was_tried(wire: Wire, engine: Engine) -> None:
    """The message names the attempt and what to do."""
    wire.fail("ListModelPackages", Fault(400, "AccessDeniedException", "no"))
    answer = engine.run(event("LIST", {}))
    assert "Could not list the model packages. SageMaker said: no (AccessDeniedException)." in answer["message"]
