"""Where a resource is: an account and a region."""

from typing import NamedTuple


class Location(NamedTuple):
    """An account in a region."""

    account: str
    region: str

    @classmethod
    def of_arn(cls, arn: str) -> "Location":
        """Return the location that an ARN names."""
        _, _, _, region, account, *_ = arn.split(":")
        return cls(account, region)
