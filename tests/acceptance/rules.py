"""One test for each rule of guide/behaviour.md that is "seen" or "assumed".

If the handlers refuse a template before any call, the test sends it to SageMaker directly, which has to refuse it too.
"""

import json
from typing import Any

import pytest

from .plugin import Acceptance
from .report import Observation
from .run import Run, succeeded

rule = pytest.mark.rule
_CARD: Any = {"ModelCardContent": json.dumps({"model_overview": {"model_creator": "acceptance"}})}
_OTHER_CARD: Any = {"ModelCardContent": json.dumps({"model_overview": {"model_creator": "somebody else"}})}


@rule("KIND-2", "refused with ValidationException: both names")
def test_both_names(run: Run, seen: Observation) -> None:
    """A package is of one kind."""
    assert "InvalidRequest" == run.handle("CREATE", run.version(ModelPackageName=run.name()))["errorCode"]
    said = seen.saw(run.refusal("create_model_package", run.version(ModelPackageName=run.name())))
    assert said.startswith("ValidationException")


@rule("KIND-5", "name of an unversioned package only; group and number of a version only")
def test_described_names(run: Run, seen: Observation) -> None:
    """DescribeModelPackage returns the names of the package's kind."""
    version = run.describe(run.create(run.version())["ModelPackageArn"])
    package = run.describe(run.create(run.unversioned())["ModelPackageArn"])
    keys = ("ModelPackageName", "ModelPackageGroupName", "ModelPackageVersion")
    found = [[key for key in keys if key in described] for described in (version, package)]
    seen.saw(f"version: {', '.join(found[0])}; unversioned: {', '.join(found[1])}")
    assert [["ModelPackageGroupName", "ModelPackageVersion"], ["ModelPackageName"]] == found


@rule("KIND-7", "refused: a version has no tags")
def test_tags_of_a_version(run: Run, seen: Observation) -> None:
    """The group carries the tags."""
    tags = [{"Key": "team", "Value": "red"}]
    assert "Tags" in run.handle("CREATE", run.version(Tags=tags))["message"]
    assert seen.saw(run.refusal("create_model_package", run.version(Tags=tags))) != "accepted"


@rule("KIND-8", "accepted, and no change afterwards")
def test_approval_of_an_unversioned_package(run: Run, seen: Observation) -> None:
    """AWS's SDK sends an approval status for every package."""
    template = run.unversioned(ModelApprovalStatus="Approved")
    model = run.create(template)
    described = run.describe(model["ModelPackageArn"]).get("ModelApprovalStatus")
    seen.saw(f"accepted, described as {described}")
    run.update(model["ModelPackageArn"], template | {"ModelApprovalStatus": "Rejected"}, template)


@rule("KIND-11", "refused: environment of an unversioned package")
def test_environment_of_an_unversioned_package(run: Run, seen: Observation) -> None:
    """Only versions have environment variables."""
    template = run.unversioned()
    template["InferenceSpecification"]["Containers"][0]["Environment"] = {"LOG_LEVEL": "info"}
    assert "Environment" in run.handle("CREATE", template)["message"]
    assert seen.saw(run.refusal("create_model_package", template)).startswith("ValidationException")


@rule("KIND-12", "refused: source and model data source of an unversioned package")
def test_source_of_an_unversioned_package(run: Run, seen: Observation) -> None:
    """Both are for versions."""
    source = run.unversioned(SourceUri="https://example.com/model.git", InferenceSpecification=None)
    data = run.unversioned()
    (container,) = data["InferenceSpecification"]["Containers"]
    del container["ModelDataUrl"]
    place = {"S3Uri": run.archive, "S3DataType": "S3Object", "CompressionType": "Gzip"}
    container["ModelDataSource"] = {"S3DataSource": place}
    assert "SourceUri" in run.handle("CREATE", source)["message"]
    assert "ModelDataSource" in run.handle("CREATE", data)["message"]
    said = [run.refusal("create_model_package", parameters) for parameters in (source, data)]
    seen.saw("; ".join(said))
    assert "accepted" not in said


@rule("KIND-14", "refused: neither specification")
def test_neither_specification(run: Run, seen: Observation) -> None:
    """An unversioned package needs one of the two."""
    template = run.unversioned(InferenceSpecification=None)
    assert "FAILED" == run.handle("CREATE", template)["status"]
    assert seen.saw(run.refusal("create_model_package", template)).startswith("ValidationException")


@rule("NAME-3", "a higher number than the deleted one's")
def test_numbers_are_not_used_again(run: Run, seen: Observation) -> None:
    """Delete the newest version, and create another."""
    first = run.create(run.version())
    assert "SUCCESS" == run.handle("DELETE", {"ModelPackageArn": first["ModelPackageArn"]})["status"]
    second = run.create(run.version())
    numbers = [int(model["ModelPackageArn"].rpartition("/")[2]) for model in (first, second)]
    seen.saw(f"deleted {numbers[0]}, then {numbers[1]}")
    assert numbers[1] > numbers[0]


@rule("GROUP-3", "InvalidRequest; SageMaker says that the group does not exist")
def test_missing_group(run: Run, seen: Observation) -> None:
    """The missing resource is the group, not this one."""
    template = run.version(ModelPackageGroupName=run.name())
    said = seen.saw(run.refusal("create_model_package", template))
    assert "InvalidRequest" == run.handle("CREATE", template)["errorCode"]
    assert "does not exist" in said


@rule("TOKEN-3", "ConflictException")
def test_token_with_other_parameters(run: Run, seen: Observation) -> None:
    """A token belongs to the parameters that it was first used with."""
    token = run.name()[-36:]
    run.create(run.version(ClientToken=token))
    other = run.version(ClientToken=token, ModelPackageDescription="another")
    assert seen.saw(run.refusal("create_model_package", other)).startswith("ConflictException")


@rule("CREATE-4", "found at once or in a moment")
def test_describe_after_create(run: Run, seen: Observation) -> None:
    """Describe in the moment after the create call; then the handler's own create succeeds either way."""
    arn = run.sagemaker.create_model_package(**run.version())["ModelPackageArn"]
    said = run.refusal("describe_model_package", {"ModelPackageName": arn})
    seen.saw("found at once" if said == "accepted" else said)
    assert said == "accepted" or "does not exist" in said
    run.create(run.version())


@rule("SOURCE-1", "refused: both in one call")
def test_source_and_containers_in_one_call(run: Run, seen: Observation) -> None:
    """SourceUri and InferenceSpecification never go together."""
    template = run.version(SourceUri="https://example.com/model.git")
    assert seen.saw(run.refusal("create_model_package", template)).startswith("ValidationException")


@rule("SOURCE-2", "refused: an ARN beside InferenceSpecification")
def test_arn_beside_containers(run: Run, seen: Observation) -> None:
    """The source provides the containers."""
    template = run.version(SourceUri=run.create(run.version())["ModelPackageArn"])
    message = run.handle("CREATE", template)["message"]
    assert all(name in message for name in ("SourceUri", "InferenceSpecification"))
    assert seen.saw(run.refusal("create_model_package", template)).startswith("ValidationException")


@rule("SOURCE-3", "set by an update after the create")
def test_source_that_is_text(run: Run, seen: Observation) -> None:
    """A git address beside containers."""
    model = run.create(run.version(SourceUri="https://example.com/model.git"))
    assert "https://example.com/model.git" == seen.saw(run.describe(model["ModelPackageArn"]).get("SourceUri"))


@rule("SOURCE-4", "the clone has the containers of its source")
def test_clone(run: Run, seen: Observation) -> None:
    """SourceUri is the ARN of another version."""
    source = run.create(run.version())["ModelPackageArn"]
    clone = run.create(run.version(SourceUri=source, InferenceSpecification=None))
    images = [item.get("Image") for item in clone.get("InferenceSpecification", {}).get("Containers", [])]
    seen.saw(f"{len(images)} container(s): {', '.join(map(str, images))}")
    assert images == [run.target.image]


@rule("SOURCE-5", "both changed, in two calls; SageMaker refuses one call")
def test_source_and_environment_change(run: Run, seen: Observation) -> None:
    """An update of SourceUri and InferenceSpecification."""
    before = run.version(SourceUri="https://example.com/a.git", Environment={"LOG_LEVEL": "info"})
    after = before | {"SourceUri": "https://example.com/b.git", "Environment": {"LOG_LEVEL": "debug"}}
    arn = run.create(before)["ModelPackageArn"]
    model = run.update(arn, after, before)
    assert "https://example.com/b.git" == model["SourceUri"]
    assert {"LOG_LEVEL": "debug"} == _environment(run, arn)
    both = {"ModelPackageArn": arn, "SourceUri": "s3://a/b", "InferenceSpecification": run.specification()}
    assert seen.saw(run.refusal("update_model_package", both)).startswith("ValidationException")


@rule("DATA-1", "refused: AdditionalS3DataSource in InferenceSpecification")
def test_additional_data(run: Run, seen: Observation) -> None:
    """It belongs to additional specifications."""
    template = run.version()
    data = {"S3DataType": "S3Object", "S3Uri": run.archive, "CompressionType": "Gzip"}
    template["InferenceSpecification"]["Containers"][0]["AdditionalS3DataSource"] = data
    assert "AdditionalS3DataSource" in run.handle("CREATE", template)["message"]
    assert seen.saw(run.refusal("create_model_package", template)).startswith("ValidationException")


@rule("CARD-1", "content and status accepted in one call")
def test_first_card(run: Run, seen: Observation) -> None:
    """A version without a card gets its first one in an update."""
    before = run.version()
    arn = run.create(before)["ModelPackageArn"]
    model = run.update(arn, before | {"ModelCard": _CARD | {"ModelCardStatus": "PendingReview"}}, before)
    assert "PendingReview" == seen.saw(model["ModelCard"]["ModelCardStatus"])


@rule("CARD-7", "an archived card is opened and changed; an open one is changed and archived")
def test_order_of_card_calls(run: Run, seen: Observation) -> None:
    """Content changes while the card is open."""
    archived = run.version(ModelCard=_CARD | {"ModelCardStatus": "Draft"})
    changed = run.version(ModelCard=_OTHER_CARD | {"ModelCardStatus": "Archived"})
    arn = run.create(archived)["ModelPackageArn"]
    run.update(arn, changed, archived)
    model = run.update(arn, archived, changed)
    seen.saw(f"{model['ModelCard']['ModelCardStatus']} again, with the first content")
    assert "acceptance" in model["ModelCard"]["ModelCardContent"]


@rule("CARD-8", "refused: a key without a card")
def test_key_without_card(run: Run, seen: Observation) -> None:
    """SecurityConfig is for a card; the key needn't exist for the refusal."""
    key = f"arn:aws:kms:{run.target.region}:{run.target.account}:key/00000000-0000-0000-0000-000000000000"
    template = run.version(SecurityConfig={"KmsKeyId": key})
    assert seen.saw(run.refusal("create_model_package", template)).startswith("ValidationException")


@rule("CARD-9", "no empty object in what Read returns")
def test_empty_objects(run: Run, seen: Observation) -> None:
    """Describe may answer an empty SecurityConfig."""
    arn = run.create(run.version())["ModelPackageArn"]
    seen.saw(f"Describe: SecurityConfig {run.describe(arn).get('SecurityConfig', 'missing')}")
    model = succeeded(run.handle("READ", {"ModelPackageArn": arn}))
    assert [] == [name for name, value in model.items() if value == {}]


@rule("ENV-2", "the new environment, with the same image digest")
def test_environment_change(run: Run, seen: Observation) -> None:
    """UpdateModelPackage replaces an InferenceSpecification that is there."""
    before, after = (run.version(Environment={"LOG_LEVEL": level}) for level in ("info", "debug"))
    arn = run.create(before)["ModelPackageArn"]
    run.update(arn, after, before)
    assert {"LOG_LEVEL": "debug"} == seen.saw(_environment(run, arn))


@rule("UPDATE-4", "no description any more")
def test_cleared_description(run: Run, seen: Observation) -> None:
    """ApprovalDescription is taken out of the template."""
    after = run.version(ModelApprovalStatus="Approved")
    before = after | {"ApprovalDescription": "good enough"}
    arn = run.create(before)["ModelPackageArn"]
    run.update(arn, after, before)
    described = run.describe(arn).get("ApprovalDescription")
    seen.saw("none" if described is None else repr(described))
    assert not described


@rule("UPDATE-6", "filled in, and an unchanged update makes no change")
def test_what_is_filled_in(run: Run, seen: Observation) -> None:
    """The digest of the image and the ETag of the archive come from SageMaker."""
    template = run.version()
    model = run.create(template)
    arn = model["ModelPackageArn"]
    container = model["InferenceSpecification"]["Containers"][0]
    added = sorted(container.keys() - template["InferenceSpecification"]["Containers"][0].keys())
    seen.saw(f"filled in: {', '.join(added) or 'nothing'}")
    run.update(arn, model, template)
    assert "LastModifiedTime" not in run.describe(arn)


@rule("UPDATE-10", "shown at once or in a moment")
def test_describe_after_update(run: Run, seen: Observation) -> None:
    """Describe in the moment after an update; then the handler's own update ends with the new state."""
    template = run.version()
    arn = run.create(template)["ModelPackageArn"]
    run.sagemaker.update_model_package(ModelPackageArn=arn, ModelApprovalStatus="Approved")
    seen.saw(f"{run.describe(arn)['ModelApprovalStatus']} at once")
    model = run.update(arn, template | {"ModelApprovalStatus": "Rejected"}, template)
    assert "Rejected" == model["ModelApprovalStatus"]


@rule("DELETE-2", "deleted, whether SageMaker refuses it at first or not")
def test_delete_of_what_is_being_made(run: Run, seen: Observation) -> None:
    """A package is deleted in the moment after its create call."""
    arn = run.sagemaker.create_model_package(**run.version())["ModelPackageArn"]
    status = run.describe(arn)["ModelPackageStatus"]
    said = run.refusal("delete_model_package", {"ModelPackageName": arn})
    seen.saw(f"{status}: {said}")
    answer = run.handle("DELETE", {"ModelPackageArn": arn})
    assert answer["status"] == "SUCCESS" or (said == "accepted" and answer["errorCode"] == "NotFound")


@rule("DELETE-4", "Deleting for a while, or gone at once")
def test_delete_passes_through_deleting(run: Run, seen: Observation) -> None:
    """Describe in the moment after the delete call."""
    arn = run.create(run.version())["ModelPackageArn"]
    run.sagemaker.delete_model_package(ModelPackageName=arn)
    try:
        status = run.describe(arn)["ModelPackageStatus"]
    except run.sagemaker.exceptions.ClientError:
        status = "gone"
    assert seen.saw(status) in ("Deleting", "gone")


@rule("ERR-1", "does not exist, or Cannot find Model Package; NotFound")
def test_missing_package(run: Run, seen: Observation) -> None:
    """Describe and delete of a package that isn't there."""
    template = run.version()
    arn = run.create(template)["ModelPackageArn"]
    succeeded_delete = run.handle("DELETE", {"ModelPackageArn": arn})
    assert "SUCCESS" == succeeded_delete["status"]
    calls = ("describe_model_package", "delete_model_package")
    seen.saw("; ".join(run.refusal(call, {"ModelPackageName": arn}) for call in calls))
    codes = [run.handle(action, {"ModelPackageArn": arn})["errorCode"] for action in ("READ", "DELETE")]
    assert ["NotFound", "NotFound"] == codes


@rule("ERR-2", "AlreadyExists, without an identifier")
def test_taken_name(run: Run, seen: Observation) -> None:
    """A second package of a name, by another request."""
    template = run.unversioned()
    run.create(template)
    seen.saw(run.refusal("create_model_package", template))
    answer = run.handle("CREATE", template)
    assert ("AlreadyExists", None) == (answer["errorCode"], answer.get("resourceModel"))


@rule("CREATE-3", "Completed, or Failed with reasons, after a validation job")
def test_validation_job(run: Run, seen: Observation, acceptance: Acceptance) -> None:
    """A validation job starts an instance; its role and its data are made for it."""
    if not acceptance.validation:
        pytest.skip("starts an instance: VALIDATION=1")
    with run.validation() as specification:
        template = run.unversioned(ValidationSpecification=specification)
        answer = run.handle("CREATE", template)
        seen.saw(answer.get("message") or answer["status"])
        assert answer["status"] == "SUCCESS" or answer["errorCode"] == "NotStabilized"
        assert answer["resourceModel"]["ModelPackageArn"]


def _environment(run: Run, arn: str) -> Any:
    return run.describe(arn)["InferenceSpecification"]["Containers"][0].get("Environment")


@rule("UPDATE-11", "an image by its digest, or by its tag; an S3 address with or without its slash")
def test_a_normalized_specification(run: Run, seen: Observation) -> None:
    """An update that adds a specification again finds the same one, however SageMaker reports it."""
    template = run.version()
    arn = run.create(template)["ModelPackageArn"]
    container = template["InferenceSpecification"]["Containers"][0]
    added = template | {"AdditionalInferenceSpecificationsToAdd": [{"Name": "second", "Containers": [container]}]}
    run.update(arn, added, template)
    (reported,) = run.describe(arn)["AdditionalInferenceSpecifications"]
    seen.saw(f"sent {container['Image']}, reported {reported['Containers'][0]['Image']}")
    run.update(arn, added, template)
