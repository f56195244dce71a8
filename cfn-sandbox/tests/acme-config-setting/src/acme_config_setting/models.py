"""The model of the type."""

from dataclasses import dataclass
from typing import Any

from cloudformation_cli_python_lib.interface import BaseModel, BaseResourceHandlerRequest


@dataclass
class ResourceHandlerRequest(BaseResourceHandlerRequest):
    """A request with the models of the type."""

    desiredResourceState: "ResourceModel | None"  # noqa: N815 - the plugin library's name
    previousResourceState: "ResourceModel | None"  # noqa: N815
    typeConfiguration: Any  # noqa: N815


@dataclass
class ResourceModel(BaseModel):
    """A setting."""

    Name: str | None
    Value: str | None
    Arn: str | None

    @classmethod
    def _deserialize(cls, json_data: Any) -> "ResourceModel | None":
        if not json_data:
            return None
        return cls(*(json_data.get(name) for name in ("Name", "Value", "Arn")))
