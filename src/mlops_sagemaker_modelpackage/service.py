"""The eight calls to SageMaker that the handlers make, and nothing else.

Errors of SageMaker and botocore are raised unchanged; only `find` ignores that a package doesn't exist. A response that
isn't what the API returns is an error like any other, whatever the call (ERR-11).
"""

import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast
from weakref import WeakKeyDictionary

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.model import OperationModel, StructureShape
from botocore.parsers import ResponseParserError
from cloudformation_cli_python_lib import HandlerErrorCode, SessionProxy

from . import model_card
from .error_table import OutOfTime, UnreadableResponse
from .errors import classify, is_key_unusable, is_missing
from .names import IDENTIFIER, is_version_arn
from .retry import CONNECT_TIMEOUT_SECONDS, MAX_REQUEST_SECONDS, Deadline, Pace
from .runtime.patches import limit_request
from .runtime.record import InvocationRecord
from .schema import Described, DescribedCard
from .status import STATUS
from .tags import Tags, drop_reserved, tag_list
from .translate import for_api

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

LOG = logging.getLogger(__name__)

# The legacy retry mode has no retry quota: that of the other modes belongs to the client, which is kept between
# invocations, so that earlier invocations would use it up.
CONFIG: Final = Config(
    connect_timeout=CONNECT_TIMEOUT_SECONDS,
    read_timeout=MAX_REQUEST_SECONDS,
    retries={"mode": "legacy", "total_max_attempts": 3},
)
PAGE_SIZE: Final = 100  # identifiers on a page of a list: the maximum of ListModelPackages

Attempt = Callable[[Exception | None], None]  # gets the error of each request that was sent, or None


class _Listener:
    """Hears of each request of a client. It is kept with the client, and serves one invocation after the other."""

    def __init__(self, client: Any):
        self.deadline = Deadline()
        self.record = InvocationRecord()
        self.on_attempt: Attempt | None = None  # hears of each request of the current call
        self.error: Exception | None = None  # the last one of the current call that says what was wrong
        self.operation = ""  # the current call, as the API names it
        self.body = b""  # of the last response
        self.pace = Pace()
        for name in ("before-call", "before-send", "response-received", "after-call", "after-call-error"):
            client.meta.events.register(f"{name}.sagemaker", getattr(self, f"_{name.replace('-', '_')}"))

    def _before_call(self, model: OperationModel, **_: Any) -> None:
        self.error, self.operation = None, model.name
        self.record.start_call(model.name)

    def _before_send(self, request: Any, **_: Any) -> None:
        # A pause that the deadline doesn't allow is left out, and a create call of unknown outcome isn't delayed.
        pause = 0.0 if self.deadline.outcome_unknown else self.pace.pause()
        if pause and self.deadline.allows_request(pause):
            time.sleep(pause)
        if not self.deadline.allows_request():
            raise OutOfTime
        self.pace.note_sent()
        self.deadline.note_sent()
        self.record.note_sent()
        request.context["read_timeout"] = self.deadline.request_seconds()
        limit_request(self.deadline.request_seconds())

    def _response_received(self, response_dict: Any, parsed_response: Any, exception: Any, **_: Any) -> None:
        """Hear of each response, also of those after which botocore sends the request again."""
        self.deadline.note_response()
        self.body = response_dict["body"] if response_dict else b""
        error = exception
        if parsed_response is not None and "Error" in parsed_response:
            error = ClientError(parsed_response, "")
            if classify(error).code == HandlerErrorCode.Throttling:
                self.pace.note_throttled()
        if error is not None and not isinstance(error, OutOfTime):
            self.error = error
        if self.on_attempt is not None:
            self.on_attempt(error)

    def _after_call(self, parsed: dict[str, Any], **_: Any) -> None:
        self.record.end_call(parsed.get("ResponseMetadata", {}), str(parsed.get("Error", {}).get("Code", "")))

    def _after_call_error(self, exception: Exception, **_: Any) -> None:
        self.record.end_call({}, type(exception).__name__)


LISTENERS: Final[WeakKeyDictionary[Any, _Listener]] = WeakKeyDictionary()  # of each client


class ModelPackages:
    """Makes the calls of one invocation. After the deadline, every call raises `OutOfTime`."""

    def __init__(self, session: SessionProxy, deadline: Deadline, record: InvocationRecord):
        self._client: SageMakerClient = session.client("sagemaker", config=CONFIG)
        if self._client not in LISTENERS:
            LISTENERS[self._client] = _Listener(self._client)
        self._listener = LISTENERS[self._client]
        self._listener.deadline, self._listener.record, self._listener.on_attempt = deadline, record, None
        self._card_unreadable = False  # whether the caller can't decrypt the package's model card

    def _call(
        self, method: Callable[..., Any], *expected: tuple[str, type], may_be_empty: bool = False, **parameters: Any
    ) -> dict[str, Any]:
        """Make a call and return its response.

        The response must have the `expected` members, by name and type, and they must not be empty. If it isn't what
        the API returns, a proxy may have answered, or it was cut off: that is an `UnreadableResponse`. Another error of
        the call takes the place of `OutOfTime`, which says nothing.
        """
        try:
            with self._reading():
                response: dict[str, Any] = method(**parameters)
                if expected:
                    is_readable = all(isinstance(response[name], kind) and response[name] for name, kind in expected)
                else:
                    body = self._listener.body
                    is_readable = (may_be_empty and not body) or isinstance(json.loads(body), dict)
                if not is_readable:
                    raise TypeError
        except OutOfTime:
            raise self._listener.error or OutOfTime() from None
        finally:
            limit_request(None)
        return response

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Raise `UnreadableResponse` for an error that a response of another form causes."""
        try:
            yield
        except BotoCoreError:  # some of them are a ValueError, too
            raise
        except (ResponseParserError, LookupError, AttributeError, TypeError, ValueError, RecursionError) as error:
            raise UnreadableResponse(operation=self._listener.operation) from error

    def input_shape(self, operation: str) -> StructureShape:
        """Return the input shape of an operation, such as `CreateModelPackage`."""
        shape = self._client.meta.service_model.operation_model(operation).input_shape
        return cast("StructureShape", shape)

    def create(self, parameters: dict[str, Any], on_attempt: Attempt) -> str:
        """Create a package and return its ARN; `on_attempt` hears of each request."""
        self._listener.on_attempt = on_attempt
        try:
            arn: str = self._call(self._client.create_model_package, (IDENTIFIER, str), **parameters)[IDENTIFIER]
        except UnreadableResponse as error:
            on_attempt(error)
            raise
        finally:
            self._listener.on_attempt = None
        return arn

    def find(self, name_or_arn: str, *, metadata_only: bool = False) -> Described | None:
        """Return the description of a package, given by its name or its ARN; None if it doesn't exist.

        The content of the model card is None with `metadata_only`, or if the caller can't decrypt it (CARD-6).
        """
        try:
            return self._describe(name_or_arn, metadata_only=metadata_only)
        except ClientError as error:
            if is_missing(error):
                return None
            raise

    def _describe(self, name_or_arn: str, *, metadata_only: bool) -> Described:
        method, expected = self._client.describe_model_package, ((IDENTIFIER, str), (STATUS, str))
        describe = partial(self._call, method, *expected, ModelPackageName=name_or_arn)
        if not metadata_only and not self._card_unreadable:
            try:
                return cast("Described", describe())
            except ClientError as error:
                if not is_key_unusable(error):
                    raise
            LOG.warning("The content of the model card is left out: its key can't be used (%s)", name_or_arn)
            self._card_unreadable = True
        described = describe(IncludedData="MetadataOnly")
        card = described.get("ModelCard")
        if card:
            # The content in this response is an extract, which would look like a change. The stubs don't know None.
            described["ModelCard"] = cast("DescribedCard", {**card, model_card.CONTENT: None})
        return cast("Described", described)

    def update(self, arn: str, parameters: dict[str, Any]) -> None:
        """Update a version in place; an empty string in `parameters` clears a property (UPDATE-4)."""
        members = self.input_shape("UpdateModelPackage").members
        sent = {name: for_api(value, members[name]) for name, value in parameters.items()}
        self._call(self._client.update_model_package, (IDENTIFIER, str), ModelPackageArn=arn, **sent)

    def delete(self, arn: str) -> None:
        """Request the deletion of a package."""
        self._call(self._client.delete_model_package, may_be_empty=True, ModelPackageName=arn)

    def page(self, group: str | None, token: str | None) -> tuple[list[str], str | None]:
        """Return the ARNs on one page of a list, and the token of the next page (LIST-2, LIST-3).

        Without a group (its name or ARN), packages of both kinds are listed; without a token, this is the first page.
        """
        parameters: dict[str, Any] = {"ModelPackageType": "Both", "MaxResults": PAGE_SIZE}
        if group:
            parameters |= {"ModelPackageGroupName": group, "ModelPackageType": "Versioned"}
        if token:
            parameters["NextToken"] = token
        page = self._call(self._client.list_model_packages, **parameters)
        with self._reading():
            return [summary[IDENTIFIER] for summary in page["ModelPackageSummaryList"]], page.get("NextToken")

    def tags(self, arn: str) -> Tags:
        """Return all tags of a package, without those that only AWS sets (TAG-4); a version has none (KIND-7)."""
        found: Tags = {}
        parameters: dict[str, Any] = {} if is_version_arn(arn) else {"ResourceArn": arn}
        while parameters:
            page = self._call(self._client.list_tags, **parameters)
            with self._reading():
                tags = page["Tags"] if json.loads(self._listener.body) else []  # an empty object is no tags
                found |= {tag["Key"]: tag["Value"] for tag in tags}
            token = page.get("NextToken")
            parameters = {"ResourceArn": arn, "NextToken": token} if token else {}
        return drop_reserved(found)

    def tag(self, arn: str, tags: Tags) -> None:
        """Add tags, or set their values; other tags are kept."""
        self._call(self._client.add_tags, may_be_empty=True, ResourceArn=arn, Tags=tag_list(tags))

    def untag(self, arn: str, keys: list[str]) -> None:
        """Remove the tags with these keys."""
        self._call(self._client.delete_tags, may_be_empty=True, ResourceArn=arn, TagKeys=keys)
