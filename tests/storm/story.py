"""A story: operations on some packages in one world, and what has to be true after each of them."""

import random
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import boto3
from botocore.exceptions import ClientError
from moto.core.base_backend import BackendDict
from moto.moto_api import state_manager
from moto.sagemaker.models import sagemaker_backends

import cfn_sandbox_sagemaker as sagemaker
from cfn_sandbox_sagemaker.model_registry import ModelPackageBackend
from sandbox.engine import ACCOUNT, REGION, event

from ..clock import Clock
from ..harness import WIRE
from ..templates import GROUP, VERSION
from .operations import Outcome, Runner
from .plans import STALE, draw_course, draw_plan
from .templates import Template, changed_template, new_tags, new_template, wrong_properties
from .world import World

_LONG_SECONDS: Final = 1000  # after which everything in the world has come to rest


@dataclass
class Resource:
    """A resource that CloudFormation knows.

    Attributes:
        arn: the identifier.
        template: the properties of its template.
        stack_tags: the tags of the stack.

    """

    arn: str
    template: Template
    stack_tags: dict[str, str] = field(default_factory=dict)

    def state(self, template: Template | None = None) -> dict[str, Any]:
        """Return a template with the identifier, as the events of updates have it."""
        return (self.template if template is None else template) | {"ModelPackageArn": self.arn}


class Story:
    """CloudFormation's side of some packages: what it knows of has to be what is there.

    Args:
        seed: decides everything.
        clock: the clock of everything.

    """

    def __init__(self, seed: int, clock: Clock) -> None:
        BackendDict.reset()
        sagemaker.install()
        state_manager.unset_transition(sagemaker.STATE_MODEL)
        WIRE.reset()
        WIRE.habits = []
        self.rng = random.Random(seed)  # noqa: S311 - not for keys
        self.seed = seed
        self.client = boto3.client("sagemaker")
        self.client.create_model_package_group(ModelPackageGroupName=GROUP)
        self.source = self.client.create_model_package(**VERSION)["ModelPackageArn"]
        self.world = World(self.rng)
        self.runner = Runner(clock, self._act)
        self.resources: list[Resource] = []
        self.outcomes: dict[str, int] = {}
        self._others_tags: dict[str, str] = {}
        self._others_metadata: set[str] = set()  # the packages that have some
        self._deleted_by_others: set[str] = set()
        WIRE.habits = list(self.world.habits)

    def tell(self, steps: int) -> None:
        """Run some operations, and delete everything in the end."""
        try:
            for _ in range(steps):
                self._step()
            while self.resources:
                self._delete(self.resources[-1])
                self._check_books()
        except AssertionError as error:
            trace = "\n".join(self.runner.trace)
            raise AssertionError(f"{error}\nworld: {self.world}\n{trace}") from error

    def _step(self) -> None:
        actions = (
            ["create"] if not self.resources else ["create", "update", "update", "update", "delete", "read", "list"]
        )
        action = self.rng.choice(actions)
        if action == "create":
            self._create()
        elif action == "list":
            self._list()
        else:
            resource = self.rng.choice(self.resources)
            {"update": self._update, "delete": self._delete, "read": self._read}[action](resource)
        self._check_books()

    def _create(self) -> None:
        template = new_template(self.rng, self.source)
        if not self.world.has_names:
            template.pop("ModelPackageName", None)
        stack_tags = {"stack": str(self.rng.randrange(9))}
        before, name = self._there(), template.get("ModelPackageName", "")
        is_taken = self.world.deletes.is_taken(name) or any(arn.endswith(f":model-package/{name}") for arn in before)
        sent = event("CREATE", template, token=f"token-{self.seed}-{self.rng.random()}", data={"stackTags": stack_tags})
        plan, course = draw_plan(self.rng, "CREATE"), draw_course(self.rng)
        outcome = self._note(self.runner.run(sent, plan, course), "CREATE")
        made = self._there() - before
        if outcome.status != "SUCCESS" and not outcome.arn and made:
            # Nobody can know of a package whose create call was answered to an invocation that died, or not at all in
            # 50 seconds, if the next call is refused: the same event finds it again.
            assert course.hazards or "may have been created" in outcome.answer["message"], "an orphan"
            outcome = self._note(self.runner.run(sent), "CREATE")
        made = self._there() - before
        assert len(made) <= 1, "one request token made two packages"
        if is_taken and outcome.status == "AlreadyExists":
            assert not outcome.arn, "a package of others would be deleted"
            return
        resource = Resource(outcome.arn, template, stack_tags)
        if outcome.status == "SUCCESS":
            if self._was_deleted(outcome.arn):
                return
            assert made == {outcome.arn}, "what was created isn't there"
            self.resources.append(resource)
            self._check_state(resource, outcome, set(template))
            return
        self._check_failure(outcome, "CREATE", set(template))
        assert made <= {outcome.arn}, "a failed create left a package that CloudFormation doesn't know of"
        if outcome.arn:
            self._delete(resource)

    def _update(self, resource: Resource) -> None:
        kind = self.rng.choice(["template"] * 7 + ["stack tags"] * 2 + ["drift"])
        template = changed_template(self.rng, resource.template) if kind == "template" else resource.template
        new = {tag["Key"]: tag["Value"] for tag in new_tags(self.rng)}
        stack_tags = new if kind == "stack tags" else resource.stack_tags
        if kind == "drift":  # for the change set, CloudFormation has read the package some time after the drift
            self.runner.clock.sleep(_LONG_SECONDS)
            for _ in range(3):
                self._read(resource)
        plan, course = draw_plan(self.rng, "UPDATE"), draw_course(self.rng)
        outcome = self._change(resource, template, stack_tags, plan, course)
        if self._was_deleted(resource.arn):
            return
        changed = {name for name in template if template[name] != resource.template.get(name)} | {"Tags"}
        if (template, stack_tags) == (resource.template, resource.stack_tags):
            changed = set(template)  # everything is brought back (UPDATE-14)
        if outcome.status == "SUCCESS":
            resource.template, resource.stack_tags = template, stack_tags
            self._check_state(resource, outcome, changed)
            return
        self._check_failure(outcome, "UPDATE", changed)
        self._roll_back(resource, template, stack_tags, outcome)

    def _change(
        self, resource: Resource, template: Template, stack_tags: Any, plan: Any = None, course: Any = None
    ) -> Outcome:
        """Run an update of a resource, whatever it ends with."""
        data = {"stackTags": stack_tags, "previousStackTags": resource.stack_tags}
        sent = event("UPDATE", resource.state(template), resource.state(), data=data)
        outcome = self._note(self.runner.run(sent, plan, course), "UPDATE")
        assert outcome.arn == resource.arn, "an update lost the identifier"
        metadata, before = (given.get("CustomerMetadataProperties") for given in (template, resource.template))
        if metadata != before:
            self._others_metadata.discard(resource.arn)  # the template replaces it (UPDATE-5)
        sent_twice = any(meaning.fault.applied for _, meaning in outcome.plan.delivered)
        updates = outcome.journal.updates()
        is_drift = (template, stack_tags) == (resource.template, resource.stack_tags)
        if is_drift:
            self._others_metadata.discard(resource.arn)
        if not is_drift and template.get("ModelApprovalStatus") == resource.template.get("ModelApprovalStatus"):
            is_sent = any("ModelApprovalStatus" in sent for sent in updates)
            assert not is_sent, "an approval that the template doesn't change belongs to others"
        if outcome.course.is_plain and not sent_twice:
            assert len(updates) == len({str(sorted(map(str, sent.items()))) for sent in updates}), (
                "a part was sent twice"
            )
        return outcome

    def _roll_back(self, resource: Resource, template: Template, stack_tags: Any, failed: Outcome) -> None:
        """Update back after a failed update, as CloudFormation does; it always succeeds."""
        before, wanted = Resource(resource.arn, template, stack_tags), resource.template
        added = any("AdditionalInferenceSpecificationsToAdd" in sent for sent in failed.journal.updates())
        plan, course = draw_plan(self.rng, "UPDATE", terminal=0), draw_course(self.rng, people=False)
        outcome = self._change(before, wanted, resource.stack_tags, plan, course)
        if outcome.status in plan.codes() and outcome.is_first:  # people continue the rollback
            outcome = self._change(before, wanted, resource.stack_tags)
        if outcome.status == "NotUpdatable" and added:  # nothing takes an accepted addition back: people skip it
            name = "AdditionalInferenceSpecifications"
            wanted = wanted | {name: template[name]}
            outcome = self._change(before, wanted, resource.stack_tags)
            resource.template = wanted
        may_fail = self.world.may_fail(outcome.journal.updates())
        assert outcome.status == "SUCCESS" or may_fail, f"the rollback failed: {outcome.answer}"
        if outcome.status == "SUCCESS":
            names = {name for name in wanted if wanted[name] != template.get(name)} | {"Tags"}
            self._check_state(resource, outcome, names)
        else:  # a version that becomes Failed each time is given up
            self._delete(resource)

    def _delete(self, resource: Resource) -> None:
        sent = event("DELETE", {"ModelPackageArn": resource.arn})
        plan, course = draw_plan(self.rng, "DELETE"), draw_course(self.rng)
        if self.world.deletes.lost:
            # As in `World`: a lost delete and a read that doesn't find the package look like a deletion.
            plan.rows = [row for row in plan.rows if row[2] is not STALE]
        outcome = self._note(self.runner.run(sent, plan, course), "DELETE")
        if outcome.status not in ("SUCCESS", "NotFound"):
            self._check_failure(outcome, "DELETE", set())
            assert outcome.arn == resource.arn, "a delete lost the identifier"
            outcome = self._note(self.runner.run(sent), "DELETE")
        assert outcome.status in ("SUCCESS", "NotFound"), f"the package can't be deleted: {outcome.answer}"
        if outcome.status == "SUCCESS":
            assert not outcome.answer.get("resourceModel"), "a deleted package has no model"
        with suppress(ValueError):
            self.resources.remove(resource)
        assert resource.arn not in self._there(), "the package is still there"

    def _read(self, resource: Resource) -> None:
        plan = draw_plan(self.rng, "READ")
        sent = event("READ", {"ModelPackageArn": resource.arn})
        outcome = self._note(self.runner.run(sent, plan), "READ")
        if outcome.status == "SUCCESS":
            assert outcome.arn == resource.arn
        else:
            assert outcome.status in plan.codes() | {"NotFound"}, outcome.answer

    def _list(self) -> None:
        plan = draw_plan(self.rng, "LIST")
        outcome = self._note(self.runner.run(event("LIST", {}), plan), "LIST")
        if outcome.status != "SUCCESS":
            assert outcome.status in plan.codes(), outcome.answer

    def _note(self, outcome: Outcome, action: str) -> Outcome:
        key = f"{action} {outcome.status}"
        self.outcomes[key] = self.outcomes.get(key, 0) + 1
        return outcome

    def _check_state(self, resource: Resource, outcome: Outcome, names: set[str]) -> None:
        """Check that a success is one: on a day without faults, Read shows what the template asks for."""
        if {"approve", "reject"} & set(outcome.deeds):
            names = names - {"ModelApprovalStatus", "ApprovalDescription"}  # theirs stays (UPDATE-13)
        names = {*names, "Tags"} if "ModelPackageGroupName" not in resource.template else names - {"Tags"}
        read = self._good_day_read(resource.arn)
        is_slow = resource.arn in self._others_metadata and self.world.updates.seconds
        if is_slow or wrong_properties(
            resource.template, read, names, resource.stack_tags
        ):  # an update before this one
            self.runner.clock.sleep(self.world.updates.seconds)
            read = self._good_day_read(resource.arn)
        for model in (outcome.answer["resourceModel"], read):
            wrong = wrong_properties(resource.template, model, names, resource.stack_tags)
            assert not wrong, f"a success that isn't one: {wrong} in {model}"
        self._check_others(resource, read, names)

    def _check_others(self, resource: Resource, read: dict[str, Any], names: set[str]) -> None:
        """Check that what others changed is still there."""
        key = self._others_tags.get(resource.arn)
        if key is not None and "ModelPackageGroupName" not in resource.template:
            assert key in {tag["Value"] for tag in read["Tags"] if tag["Key"] == "others"}, "a tag of others is lost"
        if resource.arn in self._others_metadata:
            assert "others" in read.get("CustomerMetadataProperties", {}), "metadata of others is lost"

    def _check_failure(self, outcome: Outcome, action: str, changed: set[str]) -> None:
        """Check that a failure has a cause: an answer that ends operations, people, or a world without a way."""
        status, allowed = outcome.status, outcome.plan.terminal_codes()
        lost = sum(meaning.fault.applied for _, meaning in outcome.plan.delivered)
        has_begun = len(outcome.journal.writes) > lost or (action == "CREATE" and outcome.arn)
        if outcome.is_first and (not has_begun or outcome.course.hazards):  # nothing was sent that it knows of
            allowed |= outcome.plan.codes() - {"NotFound"}
        if "delete" in outcome.deeds:
            allowed |= {"NotFound", "NotStabilized", "ResourceConflict"}
        if {"approve", "reject"} & set(outcome.deeds) and "ModelApprovalStatus" in changed:
            allowed |= {"NotStabilized"}
        if self.world.may_fail(outcome.journal.updates()):
            allowed |= {"NotStabilized"}
        assert status in allowed, f"{action} failed without a cause: {outcome.answer}"

    def _good_day_read(self, arn: str) -> dict[str, Any]:
        WIRE.habits = list(self.world.lasting)
        outcome = self.runner.run(event("READ", {"ModelPackageArn": arn}))
        WIRE.habits = list(self.world.habits)
        assert "SUCCESS" == outcome.status, outcome.answer
        model: dict[str, Any] = outcome.answer["resourceModel"]
        return model

    def _check_books(self) -> None:
        """Compare what is there with what CloudFormation knows of."""
        self.runner.clock.sleep(self.rng.choice([0, 0, _LONG_SECONDS]))
        self.resources = [item for item in self.resources if item.arn not in self._deleted_by_others]
        known = {resource.arn for resource in self.resources}
        assert known == self._there(), "an orphan, or a lost package"

    def _there(self) -> set[str]:
        """Return the ARNs of the packages that are there, past the wire and the habits."""
        backend = sagemaker_backends[ACCOUNT][REGION]
        assert isinstance(backend, ModelPackageBackend)
        found = backend.registry.list_packages({"ModelPackageType": "Both", "MaxResults": 100})
        return {item["ModelPackageArn"] for item in found["ModelPackageSummaryList"]} - {self.source}

    def _was_deleted(self, arn: str) -> bool:
        """Tell whether others deleted a package, of which CloudFormation learns then."""
        return arn in self._deleted_by_others

    def _act(self, deed: str, arn: str) -> None:
        """Do what a person does in the console; SageMaker may refuse it."""
        versioned = f"/{GROUP}/" in arn
        with suppress(ClientError):
            if deed in ("approve", "reject") and versioned:
                status: Any = "Approved" if deed == "approve" else "Rejected"
                self.client.update_model_package(ModelPackageArn=arn, ModelApprovalStatus=status)
            elif deed == "annotate" and versioned:
                self.client.update_model_package(ModelPackageArn=arn, CustomerMetadataProperties={"others": "1"})
                self._others_metadata.add(arn)
            elif deed == "tag" and not versioned:
                value = str(self.rng.random())
                self.client.add_tags(ResourceArn=arn, Tags=[{"Key": "others", "Value": value}])
                self._others_tags[arn] = value
            elif deed == "delete":
                self.client.delete_model_package(ModelPackageName=arn)
                if arn not in self._there():
                    self._deleted_by_others.add(arn)
