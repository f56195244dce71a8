"""Moves the packages of a stack from `AWS::SageMaker::ModelPackage` to this type, in steps that delete none."""

import json
from pathlib import Path
from typing import Any, Final

import cfn_flip

from .console import Console, Problem
from .move_templates import PLACEHOLDER, RETAIN, TYPE_OF_AWS, Body, Step, packages_of_aws, plan_move
from .options import Options
from .stacks import IN_REVIEW, ChangeSet, NoChanges, Stacks
from .templates import MAX_IMPORTS
from .versions import Registry

# What a change of a policy may show as; CloudFormation lists it as a Modify of the resource.
_POLICIES: Final = frozenset({"DeletionPolicy", "UpdateReplacePolicy"})


def move_stack(options: Options, registry: Registry, stacks: Stacks, console: Console) -> None:
    """Write the template of each step, which is the dry run; with IMPORT, run the steps after a yes.

    Raises:
        Problem: Something is wrong. The same command continues where it ended.

    """
    stack = stacks.find(options.stack)
    if stack is None or stack["StackStatus"] == IN_REVIEW:
        raise Problem(f"There is no stack {options.stack} in this account and region: aws cloudformation list-stacks")
    if "ParentId" in stack:
        raise Problem(f"{options.stack} is nested in {stack['ParentId']}, which has to change it. Move it by hand.")
    steps = _planned(options, registry, stacks) or _interrupted(options, stacks)
    if not steps:
        console.say(f"Nothing to do: {options.stack} has no resource of {TYPE_OF_AWS}.")
        return
    for step in steps:
        _write(step, options)
        console.say(f"{_file(step.name, options)}: {step.effect}")
    if not options.imports:
        console.say("This was a dry run. Read the templates, then run the command again with IMPORT=1.")
        return
    stacks.check_type()
    _run(steps, stack, options, stacks, console)


def _planned(options: Options, registry: Registry, stacks: Stacks) -> list[Step]:
    """Return the steps for a stack as it is; none if it has no packages of AWS's type."""
    body, resources = _template(options.stack, stacks), stacks.resources(options.stack)
    declared = packages_of_aws(body)
    hidden = [name for name, item in resources.items() if item["ResourceType"] == TYPE_OF_AWS and name not in declared]
    if hidden:
        raise Problem(f"{', '.join(hidden)} in {options.stack} come from a transform or a loop. Write them out first.")
    packages = {name: str(resources[name]["PhysicalResourceId"]) for name in declared if name in resources}
    if len(packages) > MAX_IMPORTS:
        raise Problem(f"{options.stack} has more than {MAX_IMPORTS} packages, which no import takes. Split the stack.")
    if not packages:
        return []
    return plan_move(body, {name: registry.read(arn) for name, arn in packages.items()})


def _template(stack: str, stacks: Stacks) -> Body:
    body = stacks.template(stack)
    return _parsed(body) if isinstance(body, str) else json.loads(json.dumps(body))


def _parsed(text: str) -> Body:
    """Return a template in YAML or JSON with functions in their long form."""
    body: Body = json.loads(cfn_flip.to_json(text))
    return body


def _interrupted(options: Options, stacks: Stacks) -> list[Step]:
    """Return the last steps of a run that ended between the second and the third one."""
    listed = _list_file(options)
    if not listed.exists():
        return []
    imports = json.loads(listed.read_text(encoding="utf-8"))
    resources = stacks.resources(options.stack)
    pending = [item["LogicalResourceId"] for item in imports if item["LogicalResourceId"] not in resources]
    if not pending:
        return []
    steps = [
        Step(
            "3-import",
            "imports the packages, which an earlier run took out of the stack",
            _parsed(_file("3-import", options).read_text(encoding="utf-8")),
            dict.fromkeys(pending, "Import"),
            imports,
        )
    ]
    last = _file("4-restore", options)
    if last.exists():
        body = _parsed(last.read_text(encoding="utf-8"))
        steps.append(Step("4-restore", "puts the references to the packages back", body, {PLACEHOLDER: "Remove"}))
    return steps


def _write(step: Step, options: Options) -> None:
    options.folder.mkdir(parents=True, exist_ok=True)
    _file(step.name, options).write_text(_text(step), encoding="utf-8")
    if step.imports:
        _list_file(options).write_text(json.dumps(step.imports, indent=2) + "\n", encoding="utf-8")


def _text(step: Step) -> str:
    return str(cfn_flip.to_yaml(json.dumps(step.body)))


def _file(step: str, options: Options) -> Path:
    return options.folder / f"{options.stack}-{step}.yaml"


def _list_file(options: Options) -> Path:
    return options.folder / f"{options.stack}-3-import.json"


def _run(steps: list[Step], stack: dict[str, Any], options: Options, stacks: Stacks, console: Console) -> None:
    """Run the steps. The change set of the first is shown before the question, the others as they are run."""
    change_set = _change_set(steps[0], stack, stacks, console)
    try:
        confirmed = console.confirm(f"Run {', '.join(step.name for step in steps)}? No package is deleted.")
    except BaseException:
        _discard(change_set, stacks)
        raise
    if not confirmed:
        _discard(change_set, stacks)
        raise Problem("Nothing was changed. The change set is deleted.")
    for number, step in enumerate(steps):
        if number:
            change_set = _change_set(step, stack, stacks, console)
        if change_set:
            stacks.execute(change_set)
    drifted = stacks.drifted(options.stack)
    console.say(f"{options.stack}: moved, {'differs from ' + ', '.join(drifted) if drifted else 'IN_SYNC'}")
    console.say(f"From now on, deploy {_file(steps[-1].name, options)}, or your own template with the same changes.")


def _discard(change_set: ChangeSet | None, stacks: Stacks) -> None:
    if change_set:
        stacks.discard(change_set)


def _change_set(step: Step, stack: dict[str, Any], stacks: Stacks, console: Console) -> ChangeSet | None:
    """Return the change set of a step, and show it; None if CloudFormation sees nothing to change.

    Raises:
        Problem: It would do something else than the step says.

    """
    name = stack["StackName"]
    check_retained(step, name, stacks)
    parameters = [
        {"ParameterKey": item["ParameterKey"], "UsePreviousValue": True} for item in stack.get("Parameters", [])
    ]
    others: Any = {"ResourcesToImport": step.imports} if step.imports else {}
    try:
        change_set = stacks.create_change_set(
            name,
            "IMPORT" if step.imports else "UPDATE",
            _text(step),
            Parameters=parameters,
            Capabilities=stack.get("Capabilities", []),
            Description=f"make adopt: {step.name}",
            **others,
        )
    except NoChanges:
        console.say(f"{step.name}: CloudFormation sees nothing to change")
        return None
    unexpected = [_line(change) for change in change_set.changes if not _is_expected(change, step)]
    if unexpected:
        stacks.discard(change_set)
        raise Problem(
            "\n".join([f"The change set of {step.name} would do more than it should:", *unexpected])
            + "\nIt wasn't run. Deploy that change of your stack first, or move the packages by hand."
        )
    console.say(f"{step.name}: {step.effect}")
    for change in change_set.changes:
        console.say(_line(change))
    return change_set


def check_retained(step: Step, stack: str, stacks: Stacks) -> None:
    """Raise Problem if a step takes packages out of the stack that CloudFormation doesn't know to retain."""
    leaving = [name for name, action in step.allowed.items() if action == "Remove" and name != PLACEHOLDER]
    if not leaving:
        return
    resources = _template(stack, stacks)["Resources"]
    unprotected = [name for name in leaving if not RETAIN.items() <= resources[name].items()]
    if unprotected:
        raise Problem(
            f"{', '.join(unprotected)} would be deleted: CloudFormation has no policy Retain for them. Stopped."
        )


def _is_expected(change: dict[str, Any], step: Step) -> bool:
    name, action = change["LogicalResourceId"], change["Action"]
    if step.allowed.get(name) != action or (change.get("PolicyAction") == "Delete" and name != PLACEHOLDER):
        return False
    return action != "Modify" or _POLICIES.issuperset(change.get("Scope", []))


def _line(change: dict[str, Any]) -> str:
    parts = (change.get(key, "") for key in ("Action", "LogicalResourceId", "PhysicalResourceId", "PolicyAction"))
    return "  " + "  ".join(part for part in parts if part)
