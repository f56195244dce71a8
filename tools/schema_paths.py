"""The path of each property of the schema and of each nested one."""

from collections.abc import Iterator

from mlops_sagemaker_modelpackage.schema import SCHEMA, Schema, is_map, resolve


def schema_paths(schema: Schema = SCHEMA, above: str = "") -> Iterator[tuple[str, Schema]]:
    """Yield a path such as `Tags/*/Key`, in which `*` stands for the items of a list, and the schema at it."""
    members = {} if is_map(schema) else dict(schema.get("properties", {}))
    if schema.get("type") == "array":
        members["*"] = schema["items"]
    for name, member in members.items():
        path = f"{above}/{name}" if above else name
        yield path, member
        yield from schema_paths(resolve(member), path)
