"""The eight calls of SageMaker that the type makes, and nothing else.

An error of SageMaker or botocore goes through unchanged; only what isn't there is no error to `find` and `delete`.
"""

import logging
import time
from typing import TYPE_CHECKING, Any, Final, cast

from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.model import StructureShape
from cloudformation_cli_python_lib import SessionProxy

from . import errors, model_card, sessions
from .schema import PROPERTIES
from .translate import Tags, for_api, is_versioned_arn, tag_list, without_reserved

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient
    from mypy_boto3_sagemaker.type_defs import TagTypeDef

LOG = logging.getLogger(__name__)

# No invocation may last longer than 30 s: no request starts later than LAST_REQUEST after the invocation began, none
# takes longer than the two time-outs together, and logs and metrics may take 3 s each. A create call whose outcome is
# unknown is the exception: giving up would leave a package that nobody knows of, so it is repeated until about 50 s.
# The last request has to end before CREATE_END, since CloudFormation waits 60 s; it is taken to last as long as the one
# before it, and SHORTEST_REQUEST at least.
LAST_REQUEST: Final = 13.0  # seconds
CREATE_END: Final = 53.0  # seconds
SHORTEST_REQUEST: Final = 4.0  # seconds
# The legacy mode: a client is kept from one invocation to the next, and the retry quota of the other modes would be
# what earlier invocations left of it.
CONFIG: Final = Config(connect_timeout=3, read_timeout=7, retries={"mode": "legacy", "total_max_attempts": 3})
_LISTENER: Final = "invocation-{}"
PAGE: Final = 100  # identifiers on a page of a list; the most that ListModelPackages gives
MOST_TAGS: Final[int] = PROPERTIES["Tags"]["maxItems"]  # those of others included

sessions.prepare(sessions.CALLER, "sagemaker", config=CONFIG)


class ModelPackages:
    """Model packages as SageMaker's API has them, for one invocation.

    Its clock starts with it: after `LAST_REQUEST` seconds every call raises `errors.OutOfTime`.
    """

    def __init__(self, session: SessionProxy):
        self._client: SageMakerClient = session.client("sagemaker", config=CONFIG)
        self._began = time.monotonic()
        self._card_is_locked = False  # the caller may not decrypt the model card of the invocation's package
        # A create request was sent and got no answer, a 5xx or one that can't be read: it may have been carried out.
        self.create_outcome_unknown = False
        self._sent_at = self._request_duration = 0.0  # seconds: of the last request
        events = self._client.meta.events  # the client may be that of the invocation before, and know its listeners
        for name, listener in (
            ("before-send.sagemaker", self._check_time),
            ("response-received.sagemaker.CreateModelPackage", self._note_answer),
        ):
            events.unregister(name, unique_id=_LISTENER.format(name))
            events.register(name, listener, unique_id=_LISTENER.format(name))

    def _check_time(self, **_: Any) -> None:
        if not self.has_time():
            raise errors.OutOfTime
        self._sent_at = self.elapsed()

    def _note_answer(self, response_dict: Any, exception: Exception | None = None, **_: Any) -> None:
        """Note each answer to a create request, also those after which botocore retries by itself."""
        self._request_duration = self.elapsed() - self._sent_at
        if errors.was_never_sent(exception):
            return
        if exception is not None or response_dict is None or response_dict["status_code"] >= 500:
            self.create_outcome_unknown = True

    def has_time(self, pause: float = 0.0) -> bool:
        """Tell whether the invocation may still start a request, after a pause in seconds."""
        if self.create_outcome_unknown:
            return self.elapsed() + pause + max(self._request_duration, SHORTEST_REQUEST) <= CREATE_END
        return self.elapsed() + pause <= LAST_REQUEST

    def elapsed(self) -> float:
        """Return the seconds since the invocation began."""
        return time.monotonic() - self._began

    def input_shape(self, operation: str) -> StructureShape:
        """Return the input shape of an operation, such as `CreateModelPackage`."""
        shape = self._client.meta.service_model.operation_model(operation).input_shape
        return cast("StructureShape", shape)

    def create(self, parameters: dict[str, Any]) -> str:
        """Create a package and return its ARN."""
        answer = self._client.create_model_package(**parameters)
        if "ModelPackageArn" not in answer:  # a proxy may have answered in the place of SageMaker
            self.create_outcome_unknown = True
            raise errors.UnreadableAnswer(operation="CreateModelPackage")
        self.create_outcome_unknown = False
        return answer["ModelPackageArn"]

    def find(self, name_or_arn: str) -> dict[str, Any] | None:
        """Return the answer of DescribeModelPackage, or None if the package isn't there.

        Where the caller may not decrypt the model card, its content is None.
        """
        try:
            return self._described(name_or_arn)
        except ClientError as error:
            if errors.is_missing(error):
                return None
            raise

    def _described(self, name_or_arn: str) -> dict[str, Any]:
        if not self._card_is_locked:
            try:
                return {**self._client.describe_model_package(ModelPackageName=name_or_arn)}
            except ClientError as error:
                if not errors.is_key_denied(error):
                    raise
            LOG.warning(
                "The content of the model card is left out: kms:Decrypt is denied for its key (%s)", name_or_arn
            )
            self._card_is_locked = True
        metadata: dict[str, Any] = {"ModelPackageName": name_or_arn, "IncludedData": "MetadataOnly"}
        described: dict[str, Any] = {**self._client.describe_model_package(**metadata)}
        # What comes in its place is an extract, which would look like a change.
        card = described.get("ModelCard")
        return {**described, "ModelCard": {**card, model_card.CONTENT: None}} if card else described

    def update(self, arn: str, parameters: dict[str, Any]) -> None:
        """Update a version in place; an empty text in `parameters` clears what it is for."""
        members = self.input_shape("UpdateModelPackage").members
        sent = {name: for_api(value, members[name]) for name, value in parameters.items()}
        self._client.update_model_package(ModelPackageArn=arn, **sent)

    def delete(self, arn: str) -> None:
        """Ask for the deletion of a package. One that is gone by now is fine."""
        try:
            self._client.delete_model_package(ModelPackageName=arn)
        except ClientError as error:
            if not errors.is_missing(error):
                raise

    def page(self, group: str | None, token: str | None) -> tuple[list[str], str | None]:
        """Return the ARNs on one page and the token of the next; of one group if it is named, else of both kinds."""
        which = (
            {"ModelPackageGroupName": group, "ModelPackageType": "Versioned"} if group else {"ModelPackageType": "Both"}
        )
        parameters: dict[str, Any] = {**which, "MaxResults": PAGE, **({"NextToken": token} if token else {})}
        page = self._client.list_model_packages(**parameters)
        return [summary["ModelPackageArn"] for summary in page["ModelPackageSummaryList"]], page.get("NextToken")

    def tags(self, arn: str) -> Tags:
        """Return the tags of a package, those of all pages, without AWS's own; a version has none of its own."""
        if is_versioned_arn(arn):
            return {}
        pages = self._client.get_paginator("list_tags").paginate(ResourceArn=arn)
        return without_reserved({tag["Key"]: tag["Value"] for page in pages for tag in page.get("Tags", [])})

    def tag(self, arn: str, tags: Tags) -> None:
        """Set tags; others stay."""
        self._client.add_tags(ResourceArn=arn, Tags=cast("list[TagTypeDef]", tag_list(tags)))

    def untag(self, arn: str, keys: list[str]) -> None:
        """Take tags away."""
        self._client.delete_tags(ResourceArn=arn, TagKeys=keys)
