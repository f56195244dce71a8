"""The target of the acceptance tests: an AWS account or the sandbox. The tests are the same for both."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import boto3
from moto.moto_api import state_manager

import cfn_sandbox_sagemaker as sagemaker
from sandbox.engine import ACCOUNT, REGION
from sandbox.server import Sandbox

# The accounts from which AWS serves its scikit-learn inference image, by region. Source: SageMaker Python SDK,
# image_uri_config/sklearn.json.
_IMAGE_ACCOUNTS: Final = {
    "af-south-1": "510948584623",
    "ap-east-1": "651117190479",
    "ap-northeast-1": "354813040037",
    "ap-northeast-2": "366743142698",
    "ap-northeast-3": "867004704886",
    "ap-south-1": "720646828776",
    "ap-southeast-1": "121021644041",
    "ap-southeast-2": "783357654285",
    "ap-southeast-3": "951798379941",
    "ap-southeast-4": "106583098589",
    "ca-central-1": "341280168497",
    "cn-north-1": "450853457545",
    "cn-northwest-1": "451049120500",
    "eu-central-1": "492215442770",
    "eu-central-2": "680994064768",
    "eu-north-1": "662702820516",
    "eu-south-1": "978288397137",
    "eu-south-2": "104374241257",
    "eu-west-1": "141502667606",
    "eu-west-2": "764974769150",
    "eu-west-3": "659782779980",
    "me-central-1": "272398656194",
    "me-south-1": "801668240914",
    "sa-east-1": "737474898029",
    "us-east-1": "683313688378",
    "us-east-2": "257758044811",
    "us-gov-east-1": "237065988967",
    "us-gov-west-1": "414596584902",
    "us-west-1": "746614075791",
    "us-west-2": "246618743249",
}
_IMAGE: Final = "sagemaker-scikit-learn:1.2-1-cpu-py3"
_SETTLING_SECONDS: Final = 0.05  # per status transition in the sandbox


class WrongTarget(Exception):
    """Raised if the tests can't run in an account; the message says why and holds no credentials."""


@dataclass(frozen=True)
class Target:
    """An account and region, and a session whose temporary credentials belong to it."""

    account: str
    region: str
    session: boto3.Session = field(repr=False)
    poll_seconds: float

    @property
    def image(self) -> str:
        """Return the URI of AWS's public scikit-learn inference image in the region."""
        suffix = "amazonaws.com.cn" if self.region.startswith("cn-") else "amazonaws.com"
        return f"{_IMAGE_ACCOUNTS[self.region]}.dkr.ecr.{self.region}.{suffix}/{_IMAGE}"

    @property
    def event_credentials(self) -> dict[str, str]:
        """Return the credentials as a CloudFormation event has them."""
        keys: Any = self.session.get_credentials()
        frozen = keys.get_frozen_credentials()
        return {"accessKeyId": frozen.access_key, "secretAccessKey": frozen.secret_key, "sessionToken": frozen.token}

    def client(self, service: str) -> Any:
        """Return a client of a service in the region."""
        make: Any = self.session.client
        return make(service)

    def client_with(self, service: str, keys: Mapping[str, Any]) -> Any:
        """Return a client of a service in the region, with the Credentials of AssumeRole instead of the caller's."""
        session = boto3.Session(
            keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], region_name=self.region
        )
        make: Any = session.client
        return make(service)


def account_target(
    account: str, region: str, session: boto3.Session | None = None, *, poll_seconds: float = 2.0
) -> Target:
    """Return an account as the target, after checking that the caller's own credentials belong to it.

    Raises:
        WrongTarget: The credentials are missing, refused or of another account, or the region has no image.

    """
    if region not in _IMAGE_ACCOUNTS:
        raise WrongTarget(f"No public inference image is known in region {region!r}. Choose another region.")
    session = session or boto3.Session(region_name=region)
    try:
        sts: Any = session.client("sts", region_name=region)
        actual = sts.get_caller_identity()["Account"]
    except Exception as error:
        raise WrongTarget(f"The caller can't be identified ({type(error).__name__}). Sign in and try again.") from None
    if actual != account:
        raise WrongTarget(f"The credentials belong to account {actual}, not to {account}. Nothing was done.")
    return Target(account, region, _temporary(session, sts, region), poll_seconds)


def _temporary(session: boto3.Session, sts: Any, region: str) -> boto3.Session:
    """Return a session with a session token, which events of CloudFormation have and the keys of a user don't."""
    keys: Any = session.get_credentials()
    frozen = keys.get_frozen_credentials()
    if frozen.token:  # of a role or single sign-on: this session renews them
        return boto3.Session(botocore_session=session._session, region_name=region)
    new = sts.get_session_token()["Credentials"]
    return boto3.Session(new["AccessKeyId"], new["SecretAccessKey"], new["SessionToken"], region_name=region)


@contextmanager
def sandbox_target(**options: Any) -> Iterator[Target]:
    """Yield a sandbox in this process as the target. Takes the options of `Sandbox`."""
    try:
        with Sandbox(settle=_SETTLING_SECONDS, **options):
            session = boto3.Session("testing", "testing", region_name=REGION)
            yield account_target(ACCOUNT, REGION, session, poll_seconds=0.1)
    finally:
        state_manager.unset_transition(sagemaker.STATE_MODEL)
