"""Values that fill a shape of an API in every member, for requests and answers."""

from datetime import datetime, timezone
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

MOMENT = datetime(2026, 1, 1, tzinfo=timezone.utc)


def described(**members: Any) -> Any:
    """Return a description of a package with these members only; the type of a whole one requires all of them."""
    return members


def sample(shape: Shape, *, on_the_wire: bool = False) -> Any:
    """Return a value with every member of a shape: as boto3 takes it, or as the JSON of an answer has it."""
    if isinstance(shape, StructureShape):
        return {name: sample(member, on_the_wire=on_the_wire) for name, member in shape.members.items()}
    if isinstance(shape, ListShape):
        return [sample(shape.member, on_the_wire=on_the_wire)]
    if isinstance(shape, MapShape):
        return {"key": sample(shape.value, on_the_wire=on_the_wire)}
    if isinstance(shape, StringShape):
        return shape.enum[0] if shape.enum else "x" * max(1, shape.metadata.get("min", 1))
    if shape.type_name == "timestamp":
        return MOMENT.timestamp() if on_the_wire else MOMENT
    plain = {"boolean": True, "blob": "eA==" if on_the_wire else b"x"}
    return plain.get(shape.type_name, shape.metadata.get("min", 1))
