"""ARNs and names of packages and groups."""

import pytest

from mlops_sagemaker_modelpackage import names

PREFIX = "arn:aws:sagemaker:us-east-1:123456789012"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"{PREFIX}:model-package/churn/1", True),
        (f"{PREFIX}:model-package/churn", True),
        (f"{PREFIX}:model/churn", True),
        ("arn:aws-cn:sagemaker:cn-north-1:123456789012:model/churn", True),
        (f"{PREFIX}:model-package-group/churn", False),
        (f"{PREFIX}:model/", False),
        (f"see {PREFIX}:model/churn", False),
        ("arn:aws:s3:us-east-1:123456789012:model/churn", False),
        ("https://example.com/churn.git", False),
        ("", False),
        (None, False),
        (5, False),
    ],
)
def test_a_source_with_containers_is_a_model_or_a_model_package(source: object, expected: bool) -> None:
    """Any other source is a text that is only stored (SOURCE-2, SOURCE-3)."""
    assert expected is names.provides_containers(source)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"ModelPackageGroupName": "churn"}, True),
        ({"ModelPackageArn": f"{PREFIX}:model-package/churn/1"}, True),
        ({"ModelPackageGroupName": "", "ModelPackageArn": f"{PREFIX}:model-package/churn"}, False),
        ({"ModelPackageName": "churn"}, False),
        ({}, False),
    ],
)
def test_the_group_or_the_arn_shows_the_kind(state: dict[str, str], expected: bool) -> None:
    """A version names its group, or its ARN ends in group and number (KIND-1)."""
    assert expected is names.is_versioned(state)


@pytest.mark.parametrize(
    ("account", "package", "expected"),
    [
        ("123456789012", f"{PREFIX}:model-package/churn/1", "Churn"),
        ("210987654321", f"{PREFIX}:model-package/churn/1", f"{PREFIX}:model-package-group/churn"),
        (None, f"{PREFIX}:model-package/churn/1", "Churn"),
        ("123456789012", "", "Churn"),
        ("123456789012", "x", "Churn"),
    ],
)
def test_the_group_of_another_account_is_reported_by_its_arn(account: str | None, package: str, expected: str) -> None:
    """One's own by its name, as the template has it (GROUP-2)."""
    assert expected == names.group_identifier("Churn", package, account)


@pytest.mark.parametrize(
    ("one", "other", "account", "expected"),
    [
        ("churn", "churn", None, True),
        ("churn", "Churn", None, False),
        (f"{PREFIX}:model-package-group/churn", "CHURN", None, True),
        ("CHURN", f"{PREFIX}:model-package-group/churn", "123456789012", True),
        ("churn", f"{PREFIX}:model-package-group/churn", "210987654321", False),
        (f"{PREFIX}:model-package-group/churn", f"{PREFIX}:model-package-group/CHURN", None, True),
        (f"{PREFIX}:model-package-group/churn", f"{PREFIX}:model-package-group/other", None, False),
        ("churn", "arn:aws:sagemaker:eu-west-1:123456789012:model-package-group/churn", None, False),
        ("arn:churn", "arn:Churn", None, False),
    ],
)
def test_a_name_is_a_group_of_the_callers_account_and_region(
    one: str, other: str, account: str | None, expected: bool
) -> None:
    """Without a known account, of the account of the package (GROUP-1, GROUP-4)."""
    assert expected is names.is_same_group(one, other, f"{PREFIX}:model-package/churn/1", account)


@pytest.mark.parametrize("group", ["churn", f"{PREFIX}:model-package-group/churn"])
def test_a_group_has_a_name(group: str) -> None:
    """It is given by its name, or by its ARN, which ends in it."""
    assert "churn" == names.group_name(group)


@pytest.mark.parametrize("missing", ["partition", "region", "account"])
def test_an_arn_with_an_unknown_part_is_none(missing: str) -> None:
    """No ARN is better than one that names another package (CREATE-9)."""
    parts: dict[str, str | None] = {"partition": "aws", "region": "us-east-1", "account": "123456789012"}
    assert names.unversioned_arn("fraud", **parts).endswith(":model-package/fraud")
    assert "" == names.unversioned_arn("fraud", **(parts | {missing: None}))
