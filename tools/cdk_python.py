"""Writes the CDK construct for Python: plain dataclasses and one resource, typed for mypy."""

import subprocess
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from mlops_sagemaker_modelpackage.schema import SCHEMA, TYPE_NAME

from .constructs import CLASS, GROUP, Member, Struct, attributes, resource, rules, structs

_FOLDER = "cdk/python/mlops_sagemaker_modelpackage_cdk"
_WIDTH = 116
_HEAD = '''"""Generated from the schema by `make generate`: edit the schema, not this file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import jsii
from aws_cdk import CfnResource, CfnTag, IResolvable, ITaggable, TagManager, TagType
from aws_cdk.aws_sagemaker import CfnModelPackageGroup
from constructs import Construct, IValidation

from .base import ImportedModelPackage, ModelPackageBase
from .rendering import Types, render
from .validation import problems
'''
_TAGS = """
    @property
    def model_package_arn(self) -> str:
        \"\"\"The ARN of the model package.\"\"\"
        return self.ref

    @staticmethod
    def from_model_package_arn(scope: Construct, id: str, model_package_arn: str) -> ModelPackageBase:
        \"\"\"Return a model package that another stack, or nobody's stack, has.\"\"\"
        return ImportedModelPackage(scope, id, model_package_arn)

    @property
    def tags(self) -> TagManager:
        \"\"\"Tags of an unversioned package: its own, and those of `Tags.of(…)`.

        A version of a group has none: it has the tags of its group, and SageMaker refuses others.
        \"\"\"
        return self._tags

    @property
    @jsii.member(jsii_name="cfnProperties")
    def _cfn_properties(self) -> Mapping[str, Any]:
        return self._rendered(self._given_tags if self._versioned else self._tags.render_tags())

    def _rendered(self, tags: Any) -> Mapping[str, Any]:
        return render(_TYPES, "", {name: tags if name == "tags" else getattr(self, name) for name in _TYPES[""]})


@jsii.implements(IValidation)
class _Validation:
    def __init__(self, package: CfnModelPackage) -> None:
        self._package = package

    def validate(self) -> list[str]:
        \"\"\"Return why the package would be refused.\"\"\"
        return problems(self._package._rendered(self._package._given_tags))
"""
_SET_TAGS = """        self._given_tags = [{"key": tag.key, "value": tag.value} for tag in tags] if tags else None
        self._rendered(self._given_tags)  # fails here, at the line that is wrong, instead of at synthesis
        self.node.add_validation(_Validation(self))"""


def files() -> Mapping[str, str]:
    """Return the text of each generated file by its path in the project."""
    ruff = [str(Path(sys.executable).with_name("ruff")), "format", "--isolated", "--line-length", "120", "-"]
    text = "\n".join(_module()) + "\n"
    module = subprocess.run(ruff, input=text, text=True, capture_output=True, check=True).stdout
    return {f"{_FOLDER}/model_package.py": module, f"{_FOLDER}/rules.json": rules()}


def _module() -> Iterator[str]:
    yield _HEAD
    yield "# Of each type: the properties with their names in a template, and the types of those that have one."
    yield "_TYPES: Types = {"
    yield from _table([*structs(tags=True), resource()])
    yield "}\n\n"
    yield "@jsii.implements(ITaggable)"
    yield f"class {CLASS}(ModelPackageBase, CfnResource):"
    yield from _docstring((SCHEMA["description"], "`ref` is the ARN of the model package."), "    ")
    yield f'\n    CFN_RESOURCE_TYPE_NAME: ClassVar[str] = "{TYPE_NAME}"\n'
    for struct in structs():
        yield from _dataclass(struct)
    yield from _constructor(resource())
    for attribute in attributes():
        yield f"\n    @property\n    def attr_{attribute.snake}(self) -> str:"
        yield from _docstring(attribute.docs, "        ")
        yield f'        return self.get_att("{attribute.name}").to_string()'
    yield _TAGS.rstrip()


def _table(found: Iterable[Struct]) -> Iterator[str]:
    for struct in found:
        yield f'    "{struct.name}": {{'
        for member in struct.members:
            nested = f'"{member.struct}"' if member.struct else None
            yield f'        "{member.snake}": ("{member.name}", {nested}),'
        yield "    },"


def _type(member: Member) -> str:
    if member.name == "Tags":
        return "Sequence[CfnTag]"
    if member.name == GROUP:
        return "str | CfnModelPackageGroup"
    plain = {"string": "str", "number": "float", "boolean": "bool"}
    if member.kind == "struct":
        item = f"{CLASS}.{member.struct}Property | Mapping[str, Any] | IResolvable"
        return f"Sequence[{item}] | IResolvable" if member.is_list else item
    if member.kind == "map":
        return "Mapping[str, str] | IResolvable"
    item = f"Literal[{', '.join(f'{value!r}' for value in member.values)}]" if member.values else plain[member.kind]
    if member.is_list:
        return f"Sequence[{item}]"
    return "str" if item == "str" else f"{item} | IResolvable".replace("'", '"')


def _field(member: Member) -> str:
    return f"{member.snake}: {_type(member)}" + ("" if member.required else " | None = None")


def _dataclass(struct: Struct) -> Iterator[str]:
    yield f"    @dataclass(kw_only=True)\n    class {struct.name}Property:"
    yield from _docstring(struct.docs, "        ", struct.members, title="Attributes")
    yield f'\n        _type: ClassVar[str] = "{struct.name}"'
    yield from (f"        {_field(member)}" for member in struct.members)
    yield ""


def _constructor(struct: Struct) -> Iterator[str]:
    yield "    def __init__(\n        self,\n        scope: Construct,\n        id: str,\n        *,"
    yield from (f"        {_field(member)}," for member in struct.members)
    yield "    ) -> None:"
    yield from _docstring(("Add a model package to a stack.",), "        ", struct.members, title="Args", scope=True)
    yield "        self._versioned = model_package_group_name is not None"
    yield "        kind = TagType.NOT_TAGGABLE if self._versioned else TagType.STANDARD"
    yield "        given = list(tags) if tags else None"
    yield "        self._tags = TagManager(kind, self.CFN_RESOURCE_TYPE_NAME, given)"
    yield "        super().__init__(scope, id, type=self.CFN_RESOURCE_TYPE_NAME)"
    yield from (f"        self.{member.snake} = {member.snake}" for member in struct.members if member.name != "Tags")
    yield _SET_TAGS


def _docstring(
    docs: Iterable[str], indent: str, members: Iterable[Member] = (), title: str = "", *, scope: bool = False
) -> Iterator[str]:
    first, *others = docs
    if not others and not title:
        yield f'{indent}r"""{first}"""'
        return
    yield from _wrapped(f'r"""{first}', indent)
    for paragraph in others:
        yield ""
        yield from _wrapped(paragraph, indent)
    if title:
        yield f"\n{indent}{title}:"
        if scope:
            yield f"{indent}    scope: Scope in which this resource is defined."
            yield f"{indent}    id: Construct identifier for this resource (unique in its scope)."
    for member in members:
        yield from _wrapped(f"{member.snake}: {' '.join(member.docs)}", f"{indent}    ", f"{indent}        ")
    yield f'{indent}"""'


def _wrapped(text: str, indent: str, hanging: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=hanging or indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
