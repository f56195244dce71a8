"""Writes the CDK construct for TypeScript: JavaScript and its types, so that nothing has to be compiled to use it."""

from collections.abc import Iterable, Iterator, Mapping

from mlops_sagemaker_modelpackage.schema import SCHEMA, TYPE_NAME

from .constructs import CLASS, GROUP, Member, Struct, attributes, resource, rules, structs

FOLDER = "cdk/typescript/lib"
_END_OF_COMMENT = ("*/", "*\\/")  # it may be in a pattern
_HEAD = "// Generated from the schema by `make generate`: edit the schema, not this file.\n"


def files() -> Mapping[str, str]:
    """Return the text of each generated file by its path in the project."""
    texts = {"index.d.ts": "\n".join(_types()) + "\n", "index.js": "\n".join(_code()) + "\n", "rules.json": rules()}
    return {f"{FOLDER}/{name}": text for name, text in texts.items()}


def _comment(docs: Iterable[str], indent: str = "") -> Iterator[str]:
    yield f"{indent}/**"
    for paragraph in docs:
        yield f"{indent} * {paragraph.replace(*_END_OF_COMMENT)}"
    yield f"{indent} */"


def _type(member: Member) -> str:
    if member.name == "Tags":
        return "Array<cdk.CfnTag>"
    if member.name == GROUP:
        return "string | cdk.aws_sagemaker.CfnModelPackageGroup"
    plain = " | ".join(f"'{value}'" for value in member.values) or member.kind
    item = {"struct": f"{CLASS}.{member.struct}Property", "map": "Record<string, string>"}.get(member.kind, plain)
    if member.is_list:
        return f"Array<{item} | cdk.IResolvable> | cdk.IResolvable" if member.kind == "struct" else f"Array<{item}>"
    return item if item == "string" else f"{item} | cdk.IResolvable"


def _fields(struct: Struct, indent: str, modifier: str = "") -> Iterator[str]:
    for member in struct.members:
        yield from _comment(member.docs, indent)
        yield f"{indent}{modifier}{member.camel}{'' if member.required else '?'}: {_type(member)};"


def _types() -> Iterator[str]:
    props = resource()
    yield _HEAD + "import * as cdk from 'aws-cdk-lib';\nimport { Construct } from 'constructs';"
    yield "import { IModelPackage } from './base';\n"
    yield "export { IModelPackage, OnApprovalChangeOptions, onGroupApprovalChange } from './base';\n"
    yield from _comment((f"Properties of {TYPE_NAME}.",))
    yield f"export interface {CLASS}Props {{"
    yield from _fields(props, "  ", "readonly ")
    yield "}\n"
    yield from _comment((SCHEMA["description"], "`ref` is the ARN of the model package."))
    yield f"export declare class {CLASS} extends cdk.CfnResource implements cdk.ITaggable {{"
    yield from _comment(("The CloudFormation resource type name for this resource class.",), "  ")
    yield "  static readonly CFN_RESOURCE_TYPE_NAME: string;"
    for member in attributes():
        yield from _comment(member.docs, "  ")
        yield f"  readonly attr{member.name}: string;"
    yield from _comment(_TAGS, "  ")
    yield "  readonly tags: cdk.TagManager;"
    settable = tuple(member for member in props.members if member.name != "Tags")
    yield from _fields(Struct("", (), settable), "  ")
    yield f"  constructor(scope: Construct, id: string, props?: {CLASS}Props);"
    yield from _comment(("Return a model package that another stack, or nobody's stack, has.",), "  ")
    yield "  static fromModelPackageArn(scope: Construct, id: string, modelPackageArn: string): IModelPackage;"
    yield "  protected get cfnProperties(): Record<string, any>;"
    yield "}\n"
    yield f"export interface {CLASS} extends IModelPackage {{}}\n"
    yield f"export declare namespace {CLASS} {{"
    for struct in structs():
        yield from _comment(struct.docs, "  ")
        yield f"  interface {struct.name}Property {{"
        yield from _fields(struct, "    ", "readonly ")
        yield "  }"
    yield "}"


_TAGS = (
    "Tags of an unversioned package: its own, and those of `Tags.of(…)`.",
    "A version of a group has none: it has the tags of its group, and SageMaker refuses others.",
)


def _table(structs: Iterable[Struct]) -> Iterator[str]:
    for struct in structs:
        yield f"  '{struct.name}': {{"
        for member in struct.members:
            names = ", ".join(f"'{name}'" for name in (member.name, member.struct) if name)
            yield f"    {member.camel}: [{names}],"
        yield "  },"


_CLASS = f"""}};

class {CLASS} extends withModelPackageMethods(cdk.CfnResource) {{
  constructor(scope, id, props = {{}}) {{
    super(scope, id, {{ type: {CLASS}.CFN_RESOURCE_TYPE_NAME }});
    render(TYPES, '', props); // fails here, at the line that is wrong, instead of at synthesis"""

_END = f"""    for (const name of Object.keys(TYPES[''])) {{
      if (name !== 'tags') {{
        this[name] = props[name];
      }}
    }}
    this._versioned = props.modelPackageGroupName !== undefined;
    const kind = this._versioned ? cdk.TagType.NOT_TAGGABLE : cdk.TagType.STANDARD;
    this.tags = new cdk.TagManager(kind, {CLASS}.CFN_RESOURCE_TYPE_NAME, props.tags);
    this._givenTags = props.tags; // kept for a version, too, so that the validation refuses them by name
    this.node.addValidation({{ validate: () => problems(this._rendered(this._givenTags)) }});
  }}

  static fromModelPackageArn(scope, id, modelPackageArn) {{
    return new ImportedModelPackage(scope, id, modelPackageArn);
  }}

  get modelPackageArn() {{
    return this.ref;
  }}

  get cfnProperties() {{
    return this._rendered(this._versioned ? this._givenTags : this.tags.renderTags());
  }}

  _rendered(tags) {{
    const properties = Object.fromEntries(Object.keys(TYPES['']).map((name) => [name, this[name]]));
    return render(TYPES, '', {{ ...properties, tags }});
  }}
}}

{CLASS}.CFN_RESOURCE_TYPE_NAME = '{TYPE_NAME}';

module.exports = {{ {CLASS}, onGroupApprovalChange }};"""


def _code() -> Iterator[str]:
    yield f"{_HEAD}'use strict';\n\nconst cdk = require('aws-cdk-lib');"
    yield "const { ImportedModelPackage, onGroupApprovalChange, withModelPackageMethods } = require('./base');"
    yield "const { render } = require('./render');\nconst { problems } = require('./validation');\n"
    yield "// Of each type: the properties with their names in a template, and the types of those that have one."
    yield "const TYPES = {"
    yield from _table([*structs(tags=True), resource()])
    yield _CLASS
    for attribute in attributes():
        yield f"    this.attr{attribute.name} = cdk.Token.asString(this.getAtt('{attribute.name}'));"
    yield _END
