"""Converts a state to a request of the API, and a description to a state. Pure.

CloudFormation and SageMaker use the same names, so the schema and botocore's shapes decide what is kept. The code names
only the properties that need more than that.
"""

from datetime import datetime, timezone
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from . import model_card, names, schema
from .schema import DROP, Described, Schema, State, is_set, rebuild
from .specifications import ADDITIONAL, MAIN, additional_specifications, with_environment
from .status import status_item
from .tags import Tags, tag_list


def create_request(desired: State, shape: StructureShape, *, token: str | None, tags: Tags) -> dict[str, Any]:
    """Return the parameters of CreateModelPackage for a checked desired state, and tags that include the stack's."""
    wanted = {
        **desired,
        ADDITIONAL: [*additional_specifications(desired).values()],
        MAIN: with_environment(desired),
        # A version can't be certified, so false is left out like an unset value (KIND-4).
        "CertifyForMarketplace": None if names.is_versioned(desired) else desired.get("CertifyForMarketplace"),
        "ClientToken": desired.get("ClientToken") or names.client_token(token),
        "ModelCard": model_card.on_one_line(desired.get("ModelCard", {})),
        "SourceUri": None if source_is_set_later(desired) else desired.get("SourceUri"),
        "Tags": tag_list(tags),
    }
    request: dict[str, Any] = for_api(wanted, shape)
    return request


def source_is_set_later(desired: State) -> bool:
    """Tell whether an update has to set SourceUri: no call takes it beside InferenceSpecification (SOURCE-1, SOURCE-3).

    The ARN of a model or a model package is always in the create call, since it brings the containers.
    """
    return is_set(desired.get(MAIN)) and not names.provides_containers(desired.get("SourceUri"))


def for_api(value: Any, shape: Shape) -> Any:
    """Return a value without members that the API's shape doesn't have, and without unset ones that aren't required."""
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        kept = {name: for_api(value[name], member) for name, member in shape.members.items() if name in value}
        return {name: item for name, item in kept.items() if is_set(item) or name in shape.required_members}
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [for_api(item, shape.member) for item in value]
    if isinstance(shape, MapShape) and isinstance(value, dict):
        return dict(value)
    return value


def from_api(described: Described, tags: Tags, account: str | None = None) -> State:
    """Return the state that Read reports; a group of another account than the caller's by its ARN (GROUP-2).

    Left out at every depth are members that the schema doesn't know, nulls and unset ones that aren't required; and
    the write-only properties (READ-2).
    """
    state: State = rebuild(described, _reported)
    for name in schema.WRITE_ONLY:
        state.pop(name, None)
    arn = state.get(names.IDENTIFIER, "")
    if names.is_versioned(state):
        state.pop("ModelPackageName", None)  # a version has no name, and a model with both names would be refused
    group = names.group_name(state.get(names.GROUP, ""))
    name = state.get("ModelPackageName") or group or names.name_from_arn(arn).partition("/")[0]
    state["Tags"] = tag_list(tags)
    state["ModelPackageStatusItem"] = status_item(name, state)
    if group:
        state[names.GROUP] = names.group_identifier(group, arn, account)
    return state


def _reported(value: Any, schema: Schema | None, required: bool) -> Any:
    """Return a value of a description as Read reports it: times as ISO 8601 text in UTC (READ-4, CARD-9)."""
    if value is None or schema is None or not (is_set(value) or required):
        return DROP
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat()
    return value
