"""The format of a template: what is honoured, what is refused by name, and the messages about what is wrong. Pure."""

from collections.abc import Iterator
from typing import Any, Final

from .template_functions import EXTENDED_FUNCTIONS, FUNCTIONS, RULE_FUNCTIONS, find_misplaced

Body = dict[str, Any]

SECTIONS: Final = frozenset(
    {
        *("AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Mappings", "Conditions"),
        *("Transform", "Resources", "Outputs"),
    }
)
ATTRIBUTES: Final = frozenset(  # of a resource; CloudFormation accepts Description, though it isn't documented
    {
        *("Type", "Properties", "DependsOn", "Condition", "Metadata", "Description"),
        *("DeletionPolicy", "UpdateReplacePolicy"),
    }
)
POLICIES: Final = {
    "DeletionPolicy": ("Delete", "Retain", "RetainExceptOnCreate"),
    "UpdateReplacePolicy": ("Delete", "Retain"),
}
# What CloudFormation has besides, and what to do instead of it.
REFUSED_SECTIONS: Final = {
    "Rules": "check the parameters in Parameters, with AllowedValues or AllowedPattern",
    "Hooks": "leave it out",
}
REFUSED_ATTRIBUTES: Final = {
    "CreationPolicy": "leave it out: no resource waits for signals",
    "UpdatePolicy": "leave it out: every update is done at once",
    "Version": "leave it out",
}
REFUSED_POLICIES: Final = {"Snapshot": "use Retain or Delete: no snapshot is taken"}
REFUSED_FUNCTIONS: Final = dict.fromkeys(RULE_FUNCTIONS, "it is for Rules")

_MAX_DESCRIPTION_BYTES: Final = 1024
_MAX_NAME_LENGTH: Final = 255
_MAX_MEMBERS: Final = {"Resources": 500, "Parameters": 200, "Outputs": 200, "Mappings": 200}
# Their members are objects. CloudFormation names the section, not the member.
_SECTIONS_OF_OBJECTS: Final = ("Resources", "Parameters", "Outputs")


def _refusal(kind: str, name: str, advice: str) -> str:
    """Return the message about something of CloudFormation's that the sandbox doesn't honour."""
    return f"The sandbox doesn't implement {kind} {name}: {advice}."


def format_errors(body: Body, *, is_extended: bool) -> Iterator[str]:
    """Yield a message for each error in the format. With `is_extended`, AWS::LanguageExtensions is applied."""
    unknown = sorted(body.keys() - SECTIONS - REFUSED_SECTIONS.keys())
    if unknown:
        yield f"Template format error: Invalid template property or properties [{', '.join(unknown)}]"
    for name in REFUSED_SECTIONS.keys() & body.keys():
        yield _refusal("the section", name, REFUSED_SECTIONS[name])
    yield from (f"Template format error: {problem}" for problem in _section_errors(body))
    functions = FUNCTIONS | EXTENDED_FUNCTIONS if is_extended else FUNCTIONS
    for name, declared in body["Resources"].items():
        yield from _resource_errors(name, declared)
        yield from _function_errors(declared.get("Properties") or {}, f"/Resources/{name}/Properties", functions)
    for name, declared in (body.get("Outputs") or {}).items():
        if "Value" not in declared:
            yield "Template format error: Every Outputs member must contain a Value object"
        yield from _function_errors(declared, f"/Outputs/{name}", functions)
        for key in sorted(declared.keys() - {"Value", "Description", "Export", "Condition"}):
            yield f"Template format error: Invalid template output property '{key}' of {name}"
    yield from _function_errors(body.get("Conditions") or {}, "/Conditions", functions)


def _section_errors(body: Body) -> Iterator[str]:
    version, description = str(body.get("AWSTemplateFormatVersion", "2010-09-09")), body.get("Description", "")
    if version != "2010-09-09":
        yield "unsupported value for AWSTemplateFormatVersion."
    if not isinstance(description, str):
        yield "Every Description member must be a string."
    elif len(description.encode()) > _MAX_DESCRIPTION_BYTES:
        yield f"Description must be no longer than {_MAX_DESCRIPTION_BYTES} bytes."
    for section in ("Resources", "Parameters", "Conditions", "Mappings", "Outputs"):
        members = body.get(section)
        if isinstance(members, dict):
            yield from _member_errors(section, members)
        elif members is not None:
            yield f"Any {section} member must be an object."
    if not body.get("Resources"):
        yield "At least one Resources member must be defined."
    yield from _mapping_errors(body.get("Mappings") or {})


def _member_errors(section: str, members: Body) -> Iterator[str]:
    limit = _MAX_MEMBERS.get(section, len(members))
    if len(members) > limit:
        yield f"Number of {section.lower()}, {len(members)}, is greater than maximum allowed, {limit}"
    for name in members if section in _SECTIONS_OF_OBJECTS else ():
        if not isinstance(members[name], dict):
            yield f"Any {section} member must be an object."
        if not name.isalnum() or not name.isascii():
            yield f"{section.removesuffix('s')} name {name} is non alphanumeric."
        if len(name) > _MAX_NAME_LENGTH:
            yield f"{section.removesuffix('s')} name {name} is longer than {_MAX_NAME_LENGTH} characters."


def _mapping_errors(mappings: Body) -> Iterator[str]:
    for mapping in mappings.values():
        for key, values in (mapping if isinstance(mapping, dict) else {}).items():
            if not isinstance(values, dict):
                yield f"Every Mappings member {key} must be a map"
            elif not all(isinstance(value, (str, int, float, list)) for value in values.values()):
                yield "Every Mappings attribute must be a String or a List."


def _resource_errors(name: str, declared: Body) -> Iterator[str]:
    if not isinstance(declared.get("Type"), str):
        yield f"Template format error: [/Resources/{name}] Every Resources object must contain a Type member."
    for attribute in sorted(declared.keys() - ATTRIBUTES):
        if attribute in REFUSED_ATTRIBUTES:
            yield _refusal(f"the attribute {attribute} of", name, REFUSED_ATTRIBUTES[attribute])
        else:
            yield f"Invalid template resource property '{attribute}'"
    for attribute in POLICIES.keys() & declared.keys():
        policy = declared[attribute]
        if isinstance(policy, str):  # a function is resolved later
            yield from policy_errors(name, attribute, policy)
    if not isinstance(declared.get("Properties") or {}, dict):
        yield f"Template format error: [/Resources/{name}/Properties] must be an object"


def policy_errors(name: str, attribute: str, policy: Any) -> Iterator[str]:
    """Yield a message if a resource's DeletionPolicy or UpdateReplacePolicy has a value that isn't honoured."""
    if policy in REFUSED_POLICIES:
        yield _refusal(f"the {attribute} of {name},", policy, REFUSED_POLICIES[policy])
    elif policy not in POLICIES[attribute]:
        yield f"Template format error: Unrecognized {attribute} {policy} for resource {name}"


def _function_errors(value: Any, path: str, functions: frozenset[str]) -> Iterator[str]:
    for name, problem in find_misplaced(value, path, functions):
        yield _refusal("the function", name, REFUSED_FUNCTIONS[name]) if name in REFUSED_FUNCTIONS else problem
