"""How SageMaker may answer in other words than it was asked: a habit of `worlds`, and the changes to a description."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .replies import Call, Reply, Service

Description = dict[str, Any]


def specifications(described: Description) -> list[Description]:
    """Return all inference specifications of a description."""
    main = described.get("InferenceSpecification")
    return [*([main] if main else []), *described.get("AdditionalInferenceSpecifications", [])]


def with_image_digests(described: Description) -> None:
    """Name images by their digests in the place of their tags."""
    for specification in specifications(described):
        for container in specification.get("Containers", []):
            if "ImageDigest" in container and "@" not in container.get("Image", "@"):
                container["Image"] = f"{container['Image'].rpartition(':')[0]}@{container['ImageDigest']}"


def without_slashes(described: Description) -> None:
    """Leave out slashes at the end of S3 addresses."""
    _map_texts(described, lambda key, text: text.rstrip("/") if key in ("S3Uri", "ModelDataUrl") else text)


def in_another_order(described: Description) -> None:
    """Turn round the lists whose order means nothing."""
    described.get("AdditionalInferenceSpecifications", []).reverse()
    for specification in specifications(described):
        for name, value in specification.items():
            if name.startswith("Supported"):
                value.reverse()


def with_defaults(described: Description) -> None:
    """Fill in defaults that only versions may be given, also for unversioned packages."""
    described.setdefault("ModelPackageRegistrationType", "Registered")
    described.setdefault("ModelLifeCycle", {"Stage": "Development", "StageStatus": "None"})
    for specification in specifications(described):
        for container in specification.get("Containers", []):
            url = container.get("ModelDataUrl", "s3://bucket/model.tar.gz")
            source = {"S3DataType": "S3Object", "CompressionType": "Gzip", "S3Uri": url}
            container.setdefault("ModelDataSource", {"S3DataSource": source})


def with_serialised_cards(described: Description) -> None:
    """Write the JSON of a card in another way."""
    card = described.get("ModelCard")
    if card and card.get("ModelCardContent"):
        card["ModelCardContent"] = json.dumps(json.loads(card["ModelCardContent"]), indent=1, sort_keys=True)


def without_data_addresses(described: Description) -> None:
    """Leave out the addresses of model data, as for packages with restricted storage."""
    for specification in specifications(described):
        for container in specification.get("Containers", []):
            container.get("ModelDataSource", {}).get("S3DataSource", {}).pop("S3Uri", None)


def with_both_data_fields(described: Description) -> None:
    """Show the address of a data source in the older field as well."""
    for specification in specifications(described):
        for container in specification.get("Containers", []):
            source = container.get("ModelDataSource", {}).get("S3DataSource")
            if source and "S3Uri" in source:
                container.setdefault("ModelDataUrl", source["S3Uri"])


def with_empty_members(described: Description) -> None:
    """Show members that nobody has set as empty lists and texts."""
    for specification in specifications(described):
        specification.setdefault("SupportedTransformInstanceTypes", [])
        specification.setdefault("SupportedContentTypes", [])
        for container in specification.get("Containers", []):
            for name in ("ContainerHostname", "ModelDataUrl", "ModelDataETag", "NearestModelName"):
                container.setdefault(name, "")


ALL = (
    *(with_image_digests, without_slashes, in_another_order, with_defaults, with_serialised_cards),
    *(without_data_addresses, with_both_data_fields, with_empty_members),
)


@dataclass
class Normalised:
    """SageMaker describes packages in other words.

    Attributes:
        changes: what it changes in each description.

    """

    changes: Sequence[Callable[[Description], None]] = ALL

    def __call__(self, call: Call, service: Service) -> Reply:
        """Change a description."""
        reply = service(call)
        if call.operation != "DescribeModelPackage" or not reply.ok:
            return reply
        described = reply.json()
        for change in self.changes:
            change(described)
        return Reply.of(described)


def _map_texts(value: Any, change: Callable[[str, str], str]) -> None:
    """Change the texts of a JSON value in place."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(item, str):
            value[key] = change(str(key), item)
        elif isinstance(item, (dict, list)):
            _map_texts(item, change)
