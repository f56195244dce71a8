"""The eight calls to SageMaker that the handlers make, and nothing else.

Errors of SageMaker and botocore are raised unchanged; only `find` and `delete` ignore that a package doesn't exist.
"""

import logging
import time
from typing import TYPE_CHECKING, Any, Final, cast
from weakref import WeakKeyDictionary

from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.model import OperationModel, StructureShape
from cloudformation_cli_python_lib import SessionProxy

from . import model_card
from .api_types import Described, DescribedCard
from .arns import is_version_arn
from .classification import is_key_denied, is_missing, is_throttled, was_never_sent
from .deadline import CONNECT_TIMEOUT_SECONDS, READ_TIMEOUT_SECONDS, Deadline
from .exceptions import OutOfTime, UnreadableResponse
from .pace import Pace
from .runtime.record import InvocationRecord
from .tags import Tags, drop_reserved, tag_list
from .translate import for_api

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

LOG = logging.getLogger(__name__)

# The legacy retry mode has no retry quota: that of the other modes belongs to the client, which is kept between
# invocations, so that earlier invocations would use it up.
CONFIG: Final = Config(
    connect_timeout=CONNECT_TIMEOUT_SECONDS,
    read_timeout=READ_TIMEOUT_SECONDS,
    retries={"mode": "legacy", "total_max_attempts": 3},
)
PAGE_SIZE: Final = 100  # identifiers on a page of a list: the maximum of ListModelPackages
_LISTENER: Final = "invocation-{}"
PACES: Final[WeakKeyDictionary[Any, Pace]] = WeakKeyDictionary()  # of each client that is kept between invocations


class ModelPackages:
    """Makes the calls of one invocation. After the deadline, every call raises `OutOfTime`."""

    def __init__(self, session: SessionProxy, deadline: Deadline, record: InvocationRecord):
        self._client: SageMakerClient = session.client("sagemaker", config=CONFIG)
        self._pace = PACES.setdefault(self._client, Pace())
        self._deadline = deadline
        self._record = record
        self._card_decrypt_denied = False  # whether the caller may not decrypt the package's model card
        events = self._client.meta.events  # a cached client still has the listeners of the previous invocation
        for name, listener in (
            ("before-send.sagemaker", self._before_send),
            ("response-received.sagemaker", self._after_response),
            ("before-call.sagemaker", self._before_call),
            ("after-call.sagemaker", self._after_call),
            ("after-call-error.sagemaker", self._after_call_error),
        ):
            events.unregister(name, unique_id=_LISTENER.format(name))
            events.register(name, listener, unique_id=_LISTENER.format(name))

    def _before_send(self, **_: Any) -> None:
        # A pause that the deadline doesn't allow is left out, and a create call of unknown outcome isn't delayed.
        pause = 0.0 if self._deadline.outcome_unknown else self._pace.pause()
        if self._deadline.allows_request(pause):
            time.sleep(pause)
        if not self._deadline.allows_request():
            raise OutOfTime
        self._pace.note_sent()
        self._deadline.note_sent()
        self._record.note_sent()

    def _after_response(
        self,
        event_name: str,
        response_dict: Any,
        parsed_response: Any = None,
        exception: Exception | None = None,
        **_: Any,
    ) -> None:
        """Record each response, also those after which botocore retries by itself."""
        self._deadline.note_response()
        if parsed_response is not None and is_throttled(parsed_response):
            self._pace.note_throttled()
        if not event_name.endswith(".CreateModelPackage") or was_never_sent(exception):
            return
        if exception is not None or response_dict is None or response_dict["status_code"] >= 500:
            self._deadline.outcome_unknown = True

    def _before_call(self, model: OperationModel, **_: Any) -> None:
        self._record.start_call(model.name)

    def _after_call(self, parsed: dict[str, Any], **_: Any) -> None:
        self._record.end_call(parsed.get("ResponseMetadata", {}), str(parsed.get("Error", {}).get("Code", "")))

    def _after_call_error(self, exception: Exception, **_: Any) -> None:
        self._record.end_call({}, type(exception).__name__)

    def input_shape(self, operation: str) -> StructureShape:
        """Return the input shape of an operation, such as `CreateModelPackage`."""
        shape = self._client.meta.service_model.operation_model(operation).input_shape
        return cast("StructureShape", shape)

    def create(self, parameters: dict[str, Any]) -> str:
        """Create a package and return its ARN."""
        response = self._client.create_model_package(**parameters)
        if "ModelPackageArn" not in response:  # a proxy may have answered instead of SageMaker
            self._deadline.outcome_unknown = True
            raise UnreadableResponse(operation="CreateModelPackage")
        self._deadline.outcome_unknown = False
        return response["ModelPackageArn"]

    def find(self, name_or_arn: str) -> Described | None:
        """Return the description of a package, or None if it doesn't exist.

        If the caller may not decrypt the model card, the card's content is None (CARD-6).
        """
        try:
            return self._describe(name_or_arn)
        except ClientError as error:
            if is_missing(error):
                return None
            raise

    def _describe(self, name_or_arn: str) -> Described:
        if not self._card_decrypt_denied:
            try:
                return self._client.describe_model_package(ModelPackageName=name_or_arn)
            except ClientError as error:
                if not is_key_denied(error):
                    raise
            LOG.warning(
                "The content of the model card is left out: kms:Decrypt is denied for its key (%s)", name_or_arn
            )
            self._card_decrypt_denied = True
        described = self._client.describe_model_package(ModelPackageName=name_or_arn, IncludedData="MetadataOnly")
        card = described.get("ModelCard")
        if card:
            # The content in this response is an extract, which would look like a change. The stubs don't know None.
            described["ModelCard"] = cast("DescribedCard", {**card, model_card.CONTENT: None})
        return described

    def update(self, arn: str, parameters: dict[str, Any]) -> None:
        """Update a version in place; an empty string in `parameters` clears a property (UPDATE-4)."""
        members = self.input_shape("UpdateModelPackage").members
        sent = {name: for_api(value, members[name]) for name, value in parameters.items()}
        self._client.update_model_package(ModelPackageArn=arn, **sent)

    def delete(self, arn: str) -> None:
        """Request the deletion of a package; do nothing if it doesn't exist any more."""
        try:
            self._client.delete_model_package(ModelPackageName=arn)
        except ClientError as error:
            if not is_missing(error):
                raise

    def page(self, group: str | None, token: str | None) -> tuple[list[str], str | None]:
        """Return the ARNs on one page of a list, and the token of the next page (LIST-2, LIST-3).

        Args:
            group: the name or the ARN of the group whose versions are listed; None lists packages of both kinds.
            token: the token of the page; None for the first.

        """
        parameters: dict[str, Any] = {"ModelPackageType": "Both", "MaxResults": PAGE_SIZE}
        if group:
            parameters |= {"ModelPackageGroupName": group, "ModelPackageType": "Versioned"}
        if token:
            parameters["NextToken"] = token
        page = self._client.list_model_packages(**parameters)
        return [summary["ModelPackageArn"] for summary in page["ModelPackageSummaryList"]], page.get("NextToken")

    def tags(self, arn: str) -> Tags:
        """Return all tags of a package, without those that only AWS sets (TAG-4); a version has none (KIND-7)."""
        if is_version_arn(arn):
            return {}
        pages = self._client.get_paginator("list_tags").paginate(ResourceArn=arn)
        return drop_reserved({tag["Key"]: tag["Value"] for page in pages for tag in page.get("Tags", [])})

    def tag(self, arn: str, tags: Tags) -> None:
        """Add tags, or set their values; other tags are kept."""
        self._client.add_tags(ResourceArn=arn, Tags=tag_list(tags))

    def untag(self, arn: str, keys: list[str]) -> None:
        """Remove the tags with these keys."""
        self._client.delete_tags(ResourceArn=arn, TagKeys=keys)
