"""Bucket policies in the sandbox: moto would enforce a statement whether its condition holds or not."""

import json


def install() -> None:
    """Let moto's S3 leave out the statements with a condition: it knows no request that they could hold for.

    A bucket of the AWS CDK denies all that doesn't come over TLS, and nothing of the sandbox does.
    """
    from moto.iam.access_control import IAMPolicy, PermissionResult
    from moto.s3.models import FakeBucket

    def get_permission(self: FakeBucket, action: str, resource: str) -> PermissionResult:
        if self.policy is None:
            return PermissionResult.NEUTRAL
        document = json.loads(self.policy)
        statements = document.get("Statement") or []
        every = statements if isinstance(statements, list) else [statements]
        document["Statement"] = [statement for statement in every if not statement.get("Condition")]
        return IAMPolicy(json.dumps(document)).is_action_permitted(action, resource)

    FakeBucket.get_permission = get_permission  # type: ignore[method-assign]
