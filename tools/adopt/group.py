"""Adopts the versions of a group: reads them, writes templates and lists, and imports them into stacks."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from .console import Console, Problem, counted, shortened
from .options import Options
from .properties import environments, unwritable, written_properties
from .stacks import ChangeSet, Stacks
from .templates import AdoptedVersion, StackPlan, plan_stacks, restricted, stack_names
from .versions import Registry, Version

Result = TypeVar("Result")
_READERS: Final = 4  # versions that are read at the same time


def adopt_group(options: Options, registry: Registry, stacks: Stacks, console: Console) -> None:
    """Adopt the versions of a group that no stack has yet.

    Raises:
        Problem: Something is wrong; what was imported by then stays imported.

    """
    versions = registry.versions(options.group, approved=options.approved, latest=options.latest)
    group = options.group.rpartition("/")[2]
    adopted = _read(_unmanaged(group, versions, stacks, console), registry, console)
    if not adopted:
        console.say(f"Nothing to do: of {counted(len(versions), 'version')} of {group}, none is left to adopt.")
        return
    _point_out_environments(adopted, console)
    plans = plan_stacks(group, adopted, _free_names(group, stacks))
    for plan in plans:
        _write(plan, options, console)
    if options.imports:
        _import(plans, options, stacks, console)
    else:
        console.say("Nothing was imported. Read the templates, then run the command again with IMPORT=1.")


def _unmanaged(group: str, versions: list[Version], stacks: Stacks, console: Console) -> list[Version]:
    """Return the versions that can be adopted: that no stack has, and whose status is settled."""
    managed: set[str] = set()
    for name in stack_names(group):  # most are in here on a second run, and one call tells of a hundred
        if stacks.find(name) is None:
            break
        managed |= {item.get("PhysicalResourceId", "") for item in stacks.resources(name).values()}
    candidates = [version for version in versions if version.arn not in managed]
    console.note(f"{counted(len(versions), 'version')}, of which {len(candidates):,} may have no stack yet")
    found = _with_each(candidates, lambda version: stacks.owner(version.arn), "looked up", console)
    for version, owner in found:
        if owner:
            console.note(f"Left out, since the stack {owner} has it: {version.arn}")
        elif not version.is_settled:
            console.note(f"Left out, since it is {version.status}: {version.arn}")
    return [version for version, owner in found if not owner and version.is_settled]


def _read(versions: list[Version], registry: Registry, console: Console) -> list[AdoptedVersion]:
    """Return the versions with their properties, without those that no template can describe."""
    read = _with_each(versions, lambda version: registry.read(version.arn), "read", console)
    found = [AdoptedVersion(version, written_properties(properties)) for version, properties in read]
    for item in found:
        text = unwritable(item.properties)
        if text:
            console.note(f"Left out, since CloudFormation would take {text} in it for a function: {item.version.arn}")
    return [item for item in found if not unwritable(item.properties)]


def _with_each(
    versions: list[Version], ask: Callable[[Version], Result], what: str, console: Console
) -> list[tuple[Version, Result]]:
    """Return each version with the answer about it. A failure ends it at once, with the questions that are left."""
    pool = ThreadPoolExecutor(_READERS)
    try:
        answers = zip(versions, pool.map(ask, versions), strict=True)
        return [*console.progress(answers, len(versions), what)]
    finally:
        pool.shutdown(cancel_futures=True)


def _point_out_environments(adopted: list[AdoptedVersion], console: Console) -> None:
    lines = [
        f"  {item.version.arn}: {path}: {', '.join(names)}"
        for item in adopted
        for path, names in environments(item.properties)
    ]
    if lines:
        console.note(
            "These environments go into the templates with their values, for whoever may read the templates. Replace a "
            "secret value by a dynamic reference, or remove the Environment from the template: the version keeps it."
        )
        for line in shortened(lines):
            console.note(line)


def _free_names(group: str, stacks: Stacks) -> Iterator[str]:
    return (name for name in stack_names(group) if stacks.find(name) is None)


def _write(plan: StackPlan, options: Options, console: Console) -> None:
    """Write the template of a stack, and the list of each import. An edited template is imported as it is."""
    options.folder.mkdir(parents=True, exist_ok=True)
    template = _template_file(plan, options)
    if template.exists() and template.read_text(encoding="utf-8") != plan.template:
        if not options.imports:
            raise Problem(f"{template} is there already, and differs. Delete it, or choose another folder: OUT=…")
        console.note(f"{template} is used as it is, since it was edited or the versions have changed.")
    else:
        template.write_text(plan.template, encoding="utf-8")
    for number, items in enumerate(plan.imports, 1):
        path = options.folder / f"{plan.name}.import-{number}.json"
        path.write_text(json.dumps(items, indent=2) + "\n", encoding="utf-8")
    console.say(f"{template}: {counted(plan.total, 'version')}, in {counted(len(plan.imports), 'import')}")


def _template_file(plan: StackPlan, options: Options) -> Path:
    return options.folder / f"{plan.name}.yaml"


def _import(plans: list[StackPlan], options: Options, stacks: Stacks, console: Console) -> None:
    """Make the first change set of each stack, show them, and run them and those that follow after a yes."""
    stacks.check_type()
    first: list[ChangeSet] = []
    try:
        for plan in plans:
            first.append(_change_set(plan, 1, options, stacks))
            _show(first[-1], plan, console)
        confirmed = console.confirm("Import these versions? SageMaker isn't changed.")
    except BaseException:
        _discard(first, stacks)
        raise
    if not confirmed:
        _discard(first, stacks)
        raise Problem("Nothing was imported. The change sets are deleted.")
    for plan, change_set in zip(plans, first, strict=True):
        stacks.execute(change_set)
        for number in range(2, len(plan.imports) + 1):
            console.note(f"{plan.name}: import {number - 1} of {len(plan.imports)} is complete.")
            stacks.execute(_change_set(plan, number, options, stacks))
        _report(plan, stacks, console)


def _discard(change_sets: list[ChangeSet], stacks: Stacks) -> None:
    for change_set in change_sets:
        stacks.discard(change_set)


def _change_set(plan: StackPlan, number: int, options: Options, stacks: Stacks) -> ChangeSet:
    """Return the change set of one of the imports of a stack, which has those before it already.

    Raises:
        Problem: The template changes something else.

    """
    template = _template_file(plan, options).read_text(encoding="utf-8")
    if number < len(plan.imports):
        template = restricted(
            template, {item["LogicalResourceId"] for items in plan.imports[:number] for item in items}
        )
    change_set = stacks.create_change_set(
        plan.name, "IMPORT", template, ResourcesToImport=plan.imports[number - 1], Description="make adopt"
    )
    others = [change["LogicalResourceId"] for change in change_set.changes if change["Action"] != "Import"]
    if others:
        stacks.discard(change_set)
        raise Problem(f"The change set of {plan.name} does more than an import: {', '.join(others)}. Nothing was run.")
    return change_set


def _show(change_set: ChangeSet, plan: StackPlan, console: Console) -> None:
    console.say(f"{plan.name}: import {counted(plan.total, 'version')}, {len(change_set.changes)} of them first")
    lines = [
        f"  {item['Action']}  {item['LogicalResourceId']}  {item.get('PhysicalResourceId', '')}"
        for item in change_set.changes
    ]
    for line in shortened(lines):
        console.say(line)


def _report(plan: StackPlan, stacks: Stacks, console: Console) -> None:
    """Print whether the versions are as the template says."""
    console.note(f"{plan.name}: imported. Detecting drift …")
    drifted = stacks.drifted(plan.name)
    console.say(f"{plan.name}: {counted(plan.total, 'version')} imported, {plan.total - len(drifted):,} IN_SYNC")
    if drifted:
        raise Problem(
            f"The template of {plan.name} differs from {', '.join(shortened(drifted))}. Correct it, and update the "
            f"stack. This shows where: aws cloudformation describe-stack-resource-drifts --stack-name {plan.name}"
        )
