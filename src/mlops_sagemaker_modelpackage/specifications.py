"""The inference specifications of a state: the main one with its environment variables, the additional ones. Pure."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, Final

from .schema import PROPERTIES, State, is_set

MAIN: Final = "InferenceSpecification"
ADDITIONAL: Final = "AdditionalInferenceSpecifications"
MAX_ADDITIONAL: Final[int] = PROPERTIES[ADDITIONAL]["maxItems"]  # in all three properties together (ADD-3)


def additional_specifications(state: Mapping[str, Any]) -> dict[Any, dict[str, Any]]:
    """Return the additional specifications from all three properties of a state or a description, by name (ADD-1)."""
    single = state.get("AdditionalInferenceSpecificationDefinition")
    found: dict[Any, dict[str, Any]] = {}
    added = state.get("AdditionalInferenceSpecificationsToAdd", [])
    for specification in (*state.get(ADDITIONAL, []), *added, *([single] if is_set(single) else [])):
        found.setdefault(specification.get("Name"), specification)
    return found


def with_environment(state: State) -> Any:
    """Return the InferenceSpecification of a state with the variables of `Environment` in each container (ENV-1).

    A container's own variables win. In a model that Read returned they are those that the package has, so that there
    `Environment` wins: it is what the user added (ENV-3).
    """
    specification, environment = state.get(MAIN), state.get("Environment")
    if not specification or not environment:
        return specification
    merged = deepcopy(specification)
    for container in merged.get("Containers", []):
        own = container.get("Environment", {})
        container["Environment"] = {**own, **environment} if is_read_model(state) else {**environment, **own}
    return merged


def is_read_model(state: State) -> bool:
    """Tell whether a state is a model that Read returned, rather than the properties of a template (READ-5, READ-8)."""
    return "ModelPackageStatusItem" in state or "ModelPackageStatus" in state


def keep_one_data_source(container: dict[str, Any], desired: Mapping[str, Any]) -> None:
    """Leave one of ModelDataUrl and ModelDataSource in a container: DescribeModelPackage may show both (READ-8).

    SageMaker may report a ModelDataSource without its S3Uri, which no call takes. `desired` is the container of the
    template; empty if it isn't known.
    """
    url, source = "ModelDataUrl", "ModelDataSource"
    if not container.get(source):
        return
    has_uri = bool((container[source].get("S3DataSource") or {}).get("S3Uri"))
    if not has_uri or (container.get(url) and url in desired and source not in desired):
        del container[source]
        if not container.get(url):
            container |= {name: desired[name] for name in (url, source) if name in desired}
    else:
        container.pop(url, None)


def containers(state: State) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the path and the definition of each container in the specifications of a state."""
    holders = {MAIN: state.get(MAIN) or {}}
    for index, specification in enumerate(additional_specifications(state).values()):
        holders[f"{ADDITIONAL}[{index}]"] = specification
    for path, holder in holders.items():
        for index, container in enumerate(holder.get("Containers", [])):
            yield f"{path}.Containers[{index}]", container
