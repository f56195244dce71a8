"""A resource type for tests of the engine, whose handler keeps its items in memory."""

from typing import Any

from cfn_sandbox.engine import HandledType

NAME = "Acme::Memory::Item"
SCHEMA: dict[str, Any] = {
    "typeName": NAME,
    "description": "An item in memory.",
    "properties": {
        "Name": {"type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z]+$"},
        "Value": {"type": "string"},
        "Size": {"type": "integer", "minimum": 1, "maximum": 9},
        "Ratio": {"type": "number"},
        "Mode": {"type": "string", "enum": ["on", "off"]},
        "Flags": {"type": "array", "items": {"type": "boolean"}, "maxItems": 2, "uniqueItems": True},
        "Labels": {
            "type": "object",
            "patternProperties": {"^[a-z]+$": {"type": "string"}},
            "additionalProperties": False,
        },
        "Fixed": {"type": "string"},
        "Arn": {"type": "string"},
    },
    "required": ["Name"],
    "additionalProperties": False,
    "readOnlyProperties": ["/properties/Arn"],
    "createOnlyProperties": ["/properties/Name"],
    "conditionalCreateOnlyProperties": ["/properties/Fixed"],
    "primaryIdentifier": ["/properties/Name"],
    "handlers": {name: {"permissions": []} for name in ("create", "read", "update", "delete", "list")},
}

BROKEN_ANSWERS: dict[str, dict[str, Any]] = {
    "none": {},
    "unknown": {"status": "DONE"},
    "bare": {"status": "SUCCESS"},
    "silent": {"status": "FAILED"},
    "idle": {"status": "IN_PROGRESS", "resourceModel": {"Name": "a", "Value": "idle"}},
}


class Items:
    """The items by name, and their handler.

    A create or update to the Value `fail` fails after it took effect, one to `wait` is in progress at first; `raise` and
    the keys of `BROKEN_ANSWERS` break the contract of handlers. A delete fails while `is_locked`. Fixed can't be updated.
    """

    def __init__(self) -> None:
        self.models: dict[str, dict[str, Any]] = {}
        self.is_locked = False
        self.type = HandledType(NAME, self.handle, SCHEMA)

    def clear(self) -> None:
        """Forget the items, and unlock them."""
        self.models.clear()
        self.is_locked = False

    def handle(self, event: Any, _context: Any) -> dict[str, Any]:
        """Answer an event of CloudFormation."""
        action, model = event["action"], event["requestData"]["resourceProperties"]
        if action == "LIST":
            return {"status": "SUCCESS", "resourceModels": [{"Name": name} for name in self.models]}
        if action == "CREATE" and model["Name"] in self.models and not event["callbackContext"]:
            return _failure("AlreadyExists", f"{model['Name']} exists")
        if action != "CREATE" and model["Name"] not in self.models:
            return _failure("NotFound", f"{model['Name']} does not exist")
        if action == "UPDATE" and model.get("Fixed") != self.models[model["Name"]].get("Fixed"):
            return _failure("NotUpdatable", "Fixed can't be updated")
        return self._read_or_delete(action, model) if action in ("READ", "DELETE") else self._put(event, model)

    def _read_or_delete(self, action: str, model: dict[str, Any]) -> dict[str, Any]:
        if action == "READ":
            return {"status": "SUCCESS", "resourceModel": self.models[model["Name"]]}
        if self.is_locked:
            return _failure("ResourceConflict", "The items are locked")
        del self.models[model["Name"]]
        return {"status": "SUCCESS"}

    def _put(self, event: Any, model: dict[str, Any]) -> dict[str, Any]:
        if model.get("Value") == "raise":
            raise ValueError("The value is raise")
        if model.get("Value") in BROKEN_ANSWERS:
            return BROKEN_ANSWERS[model["Value"]]
        stored = model | {"Arn": f"arn:item/{model['Name']}"}
        self.models[model["Name"]] = stored
        if model.get("Value") == "fail":
            return _failure("GeneralServiceException", "The value is fail") | {"resourceModel": stored}
        if model.get("Value") == "wait" and not event["callbackContext"]:
            return {"status": "IN_PROGRESS", "resourceModel": stored, "callbackContext": {"waited": True}}
        return {"status": "SUCCESS", "resourceModel": stored}


def _failure(code: str, message: str) -> dict[str, Any]:
    return {"status": "FAILED", "errorCode": code, "message": message}


def item(name: str, **attributes: Any) -> dict[str, Any]:
    """Return a resource with this name. Attributes of the resource, such as DependsOn, are among `attributes`."""
    own: dict[str, Any] = {key: attributes.pop(key) for key in ("DependsOn", "DeletionPolicy") if key in attributes}
    return {"Type": NAME, "Properties": {"Name": name, **attributes}, **own}
