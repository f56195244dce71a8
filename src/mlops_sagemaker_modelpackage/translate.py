"""Between CloudFormation's model and SageMaker's API. Pure: the schema and the API's shapes say what goes where.

Both sides use the same names, so nothing here goes field by field, except what only one side has.
"""

import hashlib
import re
import uuid
from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import datetime, timezone
from typing import Any, Final

from botocore.model import ListShape, MapShape, Shape, StructureShape
from cloudformation_cli_python_lib import identifier_utils

from . import groups, model_card, schema
from .schema import State
from .stabilize import failure_reasons

_TOKEN: Final = re.compile(r"[a-zA-Z0-9-]{1,36}")  # ClientToken in the API
_NAME_LIMIT: Final = 63
_PACKAGE_SOURCE: Final = re.compile(r"arn:[^:]*:sagemaker:[^:]*:[^:]*:(model|model-package)/.+")
_STATUS_OF_ITEM: Final = {"Pending": "NotStarted", "Deleting": "InProgress"}  # DetailedModelPackageStatus knows neither

Tags = dict[str, str]


def is_versioned(state: Mapping[str, Any]) -> bool:
    """Tell whether a state describes a version of a group."""
    return bool(state.get("ModelPackageGroupName"))


def is_read_model(state: Mapping[str, Any]) -> bool:
    """Tell whether a state is what Read reported, and not what a template says."""
    return "ModelPackageStatus" in state


def is_package_source(source: Any) -> bool:
    """Tell whether a SourceUri brings the containers: the ARN of a model package, which is cloned, or of a model.

    Any other text, such as a Git address, only says where the model comes from.
    """
    return isinstance(source, str) and bool(_PACKAGE_SOURCE.fullmatch(source))


def says_something(value: Any) -> bool:
    """Tell whether a value carries meaning: an empty text, list or map and a null don't."""
    return value not in (None, "", [], {})


def telling(state: State) -> State:
    """Return a state without the properties that say nothing, whatever type they have; one that isn't known stays."""
    return {name: value for name, value in state.items() if says_something(value) or name not in schema.PROPERTIES}


def create_request(desired: State, shape: StructureShape, *, token: str | None, tags: Tags) -> dict[str, Any]:
    """Return the parameters of CreateModelPackage, whose input shape is `shape`, for a checked desired state.

    `token` is CloudFormation's request token, `tags` are the tags for an unversioned package, stack tags included.
    """
    wanted = {
        **desired,
        "AdditionalInferenceSpecifications": additional_specifications(desired),
        "InferenceSpecification": with_environment(desired.get("InferenceSpecification"), desired.get("Environment")),
        # The API has no certification of versions: there False is left out, as what says nothing is.
        "CertifyForMarketplace": None if is_versioned(desired) else desired.get("CertifyForMarketplace"),
        "ClientToken": desired.get("ClientToken") or client_token(token),
        "ModelCard": model_card.on_one_line(desired.get("ModelCard", {})),
        # Any other source is set after the create: the call takes no text beside InferenceSpecification.
        "SourceUri": desired.get("SourceUri") if is_package_source(desired.get("SourceUri")) else None,
        "Tags": tag_list(tags),
    }
    request: dict[str, Any] = for_api(wanted, shape)
    return request


def for_api(value: Any, shape: Shape) -> Any:
    """Return what of a value the API's shape knows, without what says nothing; a map keeps all that it has."""
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        kept = {name: for_api(value[name], member) for name, member in shape.members.items() if name in value}
        return {name: item for name, item in kept.items() if says_something(item) or name in shape.required_members}
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [for_api(item, shape.member) for item in value]
    if isinstance(shape, MapShape) and isinstance(value, dict):
        return dict(value)
    return value


def from_api(described: Mapping[str, Any], tags: Tags, account: str | None = None) -> State:
    """Return the state that Read reports, from an answer of DescribeModelPackage and the package's tags.

    `account` is the caller's: the group of another account is given by its ARN.
    What the schema doesn't know is left out, at every depth; so are nulls, empty objects and write-only properties.
    """
    state: State = schema.drop_empty_objects(schema.known(_as_json(described)))
    for name in schema.WRITE_ONLY:
        state.pop(name, None)
    if is_versioned(state):
        state.pop("ModelPackageName", None)  # a versioned package has none, and a model with both would be refused
    state["Tags"] = tag_list(tags)
    status = state.get("ModelPackageStatus", "")
    group = groups.name_of(state.get(groups.GROUP, ""))
    item = {
        "Name": state.get("ModelPackageName")
        or group
        or identifier(described.get("ModelPackageArn", "")).partition("/")[0],
        "Status": _STATUS_OF_ITEM.get(status, status),
    }
    reasons = failure_reasons(state)
    state["ModelPackageStatusItem"] = {**item, "FailureReason": reasons} if reasons else item
    if is_versioned(state):
        state[groups.GROUP] = groups.reported(group, state.get("ModelPackageArn", ""), account)
    return state


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat()
    if isinstance(value, Mapping):
        return {key: _as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    return value


def additional_specifications(state: State) -> list[dict[str, Any]]:
    """Return every additional specification that a state wants, by any of the three properties, each name once."""
    single = state.get("AdditionalInferenceSpecificationDefinition")
    given = [
        *state.get("AdditionalInferenceSpecifications", []),
        *state.get("AdditionalInferenceSpecificationsToAdd", []),
        *([single] if says_something(single) else []),
    ]
    by_name: dict[Any, dict[str, Any]] = {}
    for specification in given:
        by_name.setdefault(specification.get("Name"), specification)
    return list(by_name.values())


def with_environment(specification: Any, environment: Mapping[str, str] | None) -> Any:
    """Return an InferenceSpecification whose containers have the environment as defaults; their own keys win."""
    if not specification or not environment:
        return specification
    merged = deepcopy(specification)
    for container in merged.get("Containers", []):
        container["Environment"] = {**environment, **container.get("Environment", {})}
    return merged


def client_token(request_token: str | None) -> str | None:
    """Return the ClientToken for CloudFormation's request token, the same one for the same token.

    CloudFormation's may have 128 characters; the API takes 36 of `[a-zA-Z0-9-]`. None, where there is no request token,
    leaves the choice to botocore.
    """
    if not request_token:
        return None
    if _TOKEN.fullmatch(request_token):
        return request_token
    return hashlib.sha256(request_token.encode(errors="surrogatepass")).hexdigest()[:36]


def generated_name(stack_id: str | None, logical_id: str | None, token: str | None) -> str:
    """Return a name for an unversioned package that has none: within the pattern of names, and the same for a token."""
    unique = client_token(token) or str(uuid.uuid4())
    name = identifier_utils.generate_resource_identifier(stack_id, logical_id, unique, _NAME_LIMIT)
    return re.sub(r"[^a-zA-Z0-9-]", "-", name).lstrip("-")


def identifier(arn: str) -> str:
    """Return what stands behind `model-package/` in an ARN: a name, or a group and a version."""
    return arn.partition(":model-package/")[2]


def is_versioned_arn(arn: str) -> bool:
    """Tell whether an ARN is that of a version of a group."""
    return "/" in identifier(arn)


def wanted_tags(state: Mapping[str, Any], stack_tags: Mapping[str, Any] | None) -> Tags:
    """Return the tags of the template over those of the stack, without the reserved ones."""
    own = {tag["Key"]: tag["Value"] for tag in state.get("Tags", [])}
    merged = {**{key: str(value) for key, value in (stack_tags or {}).items()}, **own}
    return without_reserved(merged)


def without_reserved(tags: Mapping[str, str]) -> Tags:
    """Return the tags without those of AWS itself: nobody else may set them, and they are never shown."""
    return {key: value for key, value in tags.items() if not key.lower().startswith("aws:")}


def tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Return tags in the form of the model and of the API."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def secrets(states: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return every text of some states that must reach no log and no message: maps, model cards and client tokens."""
    found = set()
    for state in states:
        card = state.get("ModelCard")
        found |= {*schema.map_values(dict(state)), str(state.get("ClientToken") or "")}
        found |= set(model_card.texts(card.get(model_card.CONTENT)) if isinstance(card, Mapping) else ())
    return found
