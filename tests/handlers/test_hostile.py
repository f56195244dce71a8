"""Malformed and hostile input: the answer is always a progress event with a message."""

from copy import deepcopy
from typing import Any

import pytest
from cloudformation_cli_python_lib import HandlerErrorCode, OperationStatus
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlops_sagemaker_modelpackage import schema
from sandbox.engine import Engine, event

from ..faults import Wire
from ..harness import invoke
from ..strategies import models
from ..templates import GROUP

ARN = "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/1"
VERSION: dict[str, Any] = {
    "ModelPackageGroupName": GROUP,
    "InferenceSpecification": {"Containers": [{"Image": "image:1"}]},
}
ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.sampled_from(
        [
            "",
            "x" * 5000,
            "\ud800",
            "\u0000",
            "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/1",
            "true",
            "1",
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["Key", "Value", "Name", "Containers", "", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)
FULL: dict[str, Any] = VERSION | {
    "ApprovalDescription": "a",
    "CustomerMetadataProperties": {"a": "b"},
    "Environment": {"A": "b"},
    "Tags": [],
    "AdditionalInferenceSpecificationsToAdd": [
        {"Name": "a", "Containers": [{"Image": "i", "Environment": {"A": "b"}}]}
    ],
    "ModelCard": {"ModelCardContent": "{}", "ModelCardStatus": "Draft"},
    "ModelLifeCycle": {"Stage": "QA", "StageStatus": "OnHold"},
    "SecurityConfig": {"KmsKeyId": "k"},
    "SourceUri": "s3://b/k",
    "ModelMetrics": {"Bias": {"Report": {"ContentType": "a/b", "S3Uri": "s3://b/k"}}},
}
BASES = [
    event("CREATE", FULL, token="hostile"),
    event(
        "CREATE",
        {"InferenceSpecification": VERSION["InferenceSpecification"]},
        token="nameless",
        data={"stackTags": {"a": "b"}},
    ),
    event(
        "CREATE",
        FULL | {"ModelPackageArn": ARN},
        callbackContext={"arn": ARN, "invocations": 1, "changed": False, "unseen": 0, "faults": 0},
    ),
    event("READ", {"ModelPackageArn": ARN}),
    event(
        "UPDATE", FULL | {"ModelPackageArn": ARN, "ModelApprovalStatus": "Approved"}, FULL | {"ModelPackageArn": ARN}
    ),
    event(
        "UPDATE",
        FULL | {"ModelPackageArn": ARN},
        VERSION | {"ModelPackageArn": ARN, "ModelCard": {"ModelCardContent": "[", "ModelCardStatus": "Archived"}},
    ),
    event("DELETE", {"ModelPackageArn": ARN}),
    event("LIST", {"ModelPackageGroupName": GROUP}, nextToken=None),
]


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    return [path, *(found for key, item in inside for found in _paths(item, (*path, key)))]


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """Draw an event with up to three places replaced, taken out or added to."""
    sent: Any = deepcopy(draw(st.sampled_from(BASES)))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(_paths(sent)))
        if not path:
            continue
        holder = sent
        for key in path[:-1]:
            holder = holder[key]
        how = draw(st.sampled_from(["replace", "remove", "add"]))
        if how == "remove":
            del holder[path[-1]]
        elif how == "add" and isinstance(holder, dict):
            holder[draw(st.text(max_size=4))] = draw(ODD)
        else:
            holder[path[-1]] = draw(ODD)
    return sent


def _judge(answer: dict[str, Any]) -> None:
    """Check the properties that every answer must have."""
    assert OperationStatus[answer["status"]]
    if answer["status"] == "FAILED":
        assert HandlerErrorCode[answer["errorCode"]]
        assert 0 < len(answer["message"]) <= 1024
        assert "Traceback" not in answer["message"]
        assert answer["errorCode"] != "InternalFailure"


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(sent=mutated())
def test_a_mutated_event_is_answered(engine: Engine, sent: Any) -> None:
    """Missing keys, wrong types, nulls and unusual strings at every depth: a message, never an internal failure."""
    _judge(invoke(sent))


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(model=models())
def test_a_valid_model_is_created_or_refused_with_sagemakers_message(engine: Engine, model: dict[str, Any]) -> None:
    """A model that only SageMaker refuses is InvalidRequest (or AlreadyExists)."""
    group = {"ModelPackageGroupName": GROUP} if "ModelPackageGroupName" in model else {}
    model = {name: value for name, value in model.items() if name != "ClientToken"}  # one token serves one request
    answer = engine.run(event("CREATE", model | group))
    _judge(answer)
    assert answer.get("errorCode") in (None, "InvalidRequest", "AlreadyExists")


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(context=ODD, sent=st.sampled_from(BASES))
def test_a_context_of_any_shape_is_no_error(engine: Engine, context: Any, sent: dict[str, Any]) -> None:
    """A callback context may have any form (WAIT-2)."""
    _judge(invoke(sent | {"callbackContext": context}))


@pytest.mark.parametrize("empty", ["", [], {}])
def test_an_empty_value_of_any_type_is_no_change(engine: Engine, wire: Wire, empty: Any) -> None:
    """An unset value is no error and no change, in either state of an update (KIND-4)."""
    arn = engine.run(event("CREATE", VERSION))["resourceModel"]["ModelPackageArn"]
    plain = VERSION | {"ModelPackageArn": arn}
    odd = plain | dict.fromkeys(schema.PROPERTIES.keys() - plain.keys(), empty)
    wire.reset()
    answers = [engine.run(event("UPDATE", *states)) for states in ((odd, plain), (plain, odd), (odd, odd))]
    assert ["SUCCESS"] * 3 == [answer["status"] for answer in answers]
    assert {"DescribeModelPackage"} == set(wire.operations())


@pytest.mark.parametrize("empty", ["", [], {}])
def test_an_empty_group_is_no_group(engine: Engine, empty: Any) -> None:
    """Removing the group from a template, in any way, is a change of the group: NotUpdatable."""
    arn = engine.run(event("CREATE", VERSION))["resourceModel"]["ModelPackageArn"]
    plain = VERSION | {"ModelPackageArn": arn}
    answer = engine.run(event("UPDATE", plain | {"ModelPackageGroupName": empty}, plain))
    assert "NotUpdatable" == answer["errorCode"]
