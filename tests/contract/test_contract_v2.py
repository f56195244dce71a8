"""The tests of `cfn test --v2`, by their names in the CloudFormation CLI user guide ("Contract tests for resource types").

Source: https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/contract-tests.html#contract-tests-v2
"""

import re

import pytest

from cfn_sandbox.cloudformation.resource_types import schemas
from mlops_sagemaker_modelpackage.schema import READ_ONLY, SCHEMA, WRITE_ONLY
from sandbox.contract_inputs import NOT_IN_INPUTS, NOT_IN_READS, is_exempt, property_paths, state_paths
from tools import lint_schema

from .conftest import INPUTS, Lifecycles
from .lifecycle import Lifecycle

TEXTS = {f"{name} {kind}": getattr(inputs, kind) for name, inputs in INPUTS.items() for kind in ("create", "update")}


@pytest.fixture(params=TEXTS)
def text(request: pytest.FixtureRequest) -> str:
    """Return the text of each file in inputs/."""
    found: str = TEXTS[request.param]
    return found


# Schema validation tests.


@pytest.mark.slow
def test_schema_linter_checks() -> None:
    """The schema follows the rules of the registry and of guard-rail."""
    assert [] == lint_schema.validate() + _of_guard_rail(lint_schema.guard_rail())


@pytest.mark.slow
def test_schema_backward_compatibility_checks() -> None:
    """The schema breaks no template of the last release."""
    assert [] == _of_guard_rail(lint_schema.breaking_changes())


def _of_guard_rail(found: list[str] | None) -> list[str]:
    if found is None:
        pytest.skip("guard-rail needs Python 3.8, 3.9 or 3.10")
    return found


# `create` handler tests.


def test_create(lifecycle: Lifecycle) -> None:
    """A create succeeds with a model that has a primary identifier."""
    assert "SUCCESS" == lifecycle.created.ended
    assert re.fullmatch(SCHEMA["properties"]["ModelPackageArn"]["pattern"], lifecycle.created.identifier or "")


def test_create_create(lifecycle: Lifecycle) -> None:
    """A second create with the same name fails with AlreadyExists. Without a name in the inputs there is no same one."""
    expected = "AlreadyExists" if "ModelPackageName" in lifecycle.create else "SUCCESS"
    assert expected == lifecycle.created_twice.ended.partition(":")[0]


def test_create_create_primary_id_check(lifecycle: Lifecycle) -> None:
    """A second create never takes the package of the first one."""
    assert lifecycle.created_twice.identifier != lifecycle.created.identifier


def test_create_read(lifecycle: Lifecycle) -> None:
    """The package can still be read after the second create, and after that one was deleted."""
    assert "SUCCESS" == lifecycle.read_after_second_create.ended


def test_create_create_read(lifecycle: Lifecycle) -> None:
    """The package can be read after the create."""
    assert "SUCCESS" == lifecycle.read_after_create.ended


def test_create_with_read_response_lcs(lifecycle: Lifecycle) -> None:
    """What Read returned, without read-only properties, can be created (READ-8)."""
    assert "SUCCESS" == lifecycle.created_from_read.ended


# `read` output tests.


def test_read_input_output_negative_match(lifecycle: Lifecycle) -> None:
    """Read returns each property that was asked for, with its value."""
    for read in lifecycle.reads:
        desired = {name: value for name, value in read.desired.items() if name not in WRITE_ONLY}
        lifecycle.client.compare_model(desired, read.model)


def test_read_return_readonly_properties(lifecycle: Lifecycle) -> None:
    """Read returns every read-only property."""
    assert [] == [name for read in lifecycle.reads for name in READ_ONLY if name not in read.model]


def test_read_return_write_only_properties(lifecycle: Lifecycle) -> None:
    """Read returns no write-only property."""
    assert [] == [name for read in lifecycle.reads for name in WRITE_ONLY if name in read.model]


def test_read_output_over_schema(lifecycle: Lifecycle) -> None:
    """What Read returns has the form of the schema."""
    assert [] == [problem for read in lifecycle.reads for problem in schemas.find_violations(SCHEMA, read.model)]


def test_read_return_all_schema_properties_using_one_or_more_inputs(lifecycles: Lifecycles) -> None:
    """The reads of all inputs together return every property, except those with a reason not to."""
    returned = {path for name in INPUTS for read in lifecycles[name].reads for path in state_paths(read.model)}
    missing = property_paths() - returned
    assert set() == {path for path in missing if not is_exempt(path, NOT_IN_READS)}


# `update` handler tests.


def test_update(lifecycle: Lifecycle) -> None:
    """An update succeeds."""
    assert "SUCCESS" == lifecycle.updated.ended


def test_update_read(lifecycle: Lifecycle) -> None:
    """The package can be read by the identifier that the update returned."""
    assert "SUCCESS" == lifecycle.read_by_update.ended


def test_update_primary_id_check(lifecycle: Lifecycle) -> None:
    """The update returns the identifier of the create."""
    assert lifecycle.created.identifier == lifecycle.updated.identifier


def test_read_by_create_equals_read_by_update(lifecycle: Lifecycle) -> None:
    """The identifiers of the create and of the update lead to the same model."""
    assert lifecycle.read_by_create.model == lifecycle.read_by_update.model


def test_update_list(lifecycle: Lifecycle) -> None:
    """The updated package is in the list."""
    assert lifecycle.updated.identifier in lifecycle.listed_after_update


# `delete` handler tests.


def test_create_delete(lifecycle: Lifecycle) -> None:
    """A delete succeeds."""
    assert "SUCCESS" == lifecycle.deleted.ended


def test_delete_read(lifecycle: Lifecycle) -> None:
    """A deleted package isn't found by Read."""
    assert lifecycle.read_after_delete.ended.startswith("NotFound")


def test_delete_update(lifecycle: Lifecycle) -> None:
    """A deleted package isn't found by an update."""
    assert lifecycle.updated_after_delete.ended.startswith("NotFound")


def test_delete_delete(lifecycle: Lifecycle) -> None:
    """A deleted package isn't found by a second delete."""
    assert lifecycle.deleted_twice.ended.startswith("NotFound")


def test_delete_list(lifecycle: Lifecycle) -> None:
    """A deleted package isn't in the list."""
    assert lifecycle.deleted.desired["ModelPackageArn"] not in lifecycle.listed_after_delete


def test_delete_create(lifecycle: Lifecycle) -> None:
    """A deleted package can be created again."""
    assert "SUCCESS" == lifecycle.created_after_delete.ended


# `list` handler tests.


def test_create_list(lifecycle: Lifecycle) -> None:
    """The created package is in the list."""
    assert lifecycle.created.identifier in lifecycle.listed


def test_create_list_read(lifecycle: Lifecycle) -> None:
    """Each listed package can be read."""
    assert lifecycle.reads_of_listed
    assert [] == [read.ended for read in lifecycle.reads_of_listed if not read.succeeded]


# Test input validation.


def test_no_hardcoded_regions(text: str) -> None:
    """No region in the inputs."""
    assert [] == re.findall(r"\b[a-z]{2}(?:-[a-z]+)+-\d\b", text)


def test_no_hardcoded_account_ids(text: str) -> None:
    """No account in the inputs."""
    assert [] == re.findall(r"(?<!\w)\d{12}(?!\w)", text)


def test_no_hardcoded_partitions(text: str) -> None:
    """No partition in the inputs."""
    assert [] == re.findall(r"arn:aws[\w-]*:", text)


def test_property_coverage() -> None:
    """The inputs together have every property, except those with a reason not to."""
    states = [state for inputs in INPUTS.values() for state in inputs.states()]
    missing = property_paths() - {path for state in states for path in state_paths(state)}
    assert set() == {path for path in missing if not is_exempt(path, NOT_IN_INPUTS)}
    assert [] == [path for path in NOT_IN_INPUTS if path not in missing]
