"""The model of a resource, and its plain JSON form, the state. Pure."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cloudformation_cli_python_lib.interface import BaseModel

from .schema import PROPERTIES, State, coerce

if TYPE_CHECKING:
    from .models import ResourceModel
else:
    # The sixty generated classes cost 20 ms of a cold start. Nested values stay plain JSON, so only the type checker
    # needs these classes.
    ResourceModel = BaseModel


class Model(ResourceModel):
    """The generated model, with nested values as plain JSON, and with what the library loses or fails on (LIB-3)."""

    @classmethod
    def _deserialize(cls, json_data: Mapping[str, Any] | None) -> "Model | None":
        return None if json_data is None else model_from_state(coerce(dict(json_data)))


def model_from_state(state: State) -> Model:
    """Return the model of a state."""
    model = Model.__new__(Model)
    vars(model).update(dict.fromkeys(PROPERTIES))
    # A property that isn't in the schema may have the name of one of the model's own methods.
    vars(model).update({name: value for name, value in state.items() if not name.startswith("_")})
    return model


def state_from_model(model: Any) -> State:
    """Return the state of a model; an empty one for None."""
    return dict(model._serialize()) if model is not None else {}
