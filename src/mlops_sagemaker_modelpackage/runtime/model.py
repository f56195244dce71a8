"""The generated model, holding what was sent, and its plain JSON form."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from ..models import ResourceModel
from ..schema import State
from ..values import coerce


class Model(ResourceModel):
    """The generated model with nested values as plain JSON; empty lists and objects stay (LIB-3).

    The library's own way turns an empty request, list or object into None, and fails on a null and on a property that
    it doesn't know.
    """

    @classmethod
    def _deserialize(cls, json_data: Mapping[str, Any] | None) -> "Model | None":
        return None if json_data is None else model_from_state(coerce(dict(json_data)))


def model_from_state(state: State) -> Model:
    """Return the model of a state."""
    model = Model(**{field.name: None for field in fields(Model)})
    # A property that isn't known may be called like one of the model's own methods.
    vars(model).update({name: value for name, value in state.items() if not name.startswith("_")})
    return model


def state_from_model(model: Any) -> State:
    """Return the plain JSON of a model, an empty one for None."""
    return dict(model._serialize()) if model is not None else {}
