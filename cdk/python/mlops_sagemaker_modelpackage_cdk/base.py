"""What a model package can be asked for, whether the app defines it or only names it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from aws_cdk import Resource
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk.aws_sagemaker import CfnModelPackageGroup
from constructs import Construct

_DETAIL_TYPE = "SageMaker Model Package State Change"


class ModelPackageBase:
    """A model package: grants, and rules for its approval."""

    @property
    def model_package_arn(self) -> str:
        """The ARN of the model package."""
        raise NotImplementedError

    def grant(self, grantee: iam.IGrantable, *actions: str) -> iam.Grant:
        """Allow actions of SageMaker on this model package."""
        return iam.Grant.add_to_principal(
            grantee=grantee, actions=list(actions), resource_arns=[self.model_package_arn]
        )

    def grant_describe(self, grantee: iam.IGrantable) -> iam.Grant:
        """Allow reading the model package, which whoever deploys it needs."""
        return self.grant(grantee, "sagemaker:DescribeModelPackage")

    def on_approval_change(
        self,
        id: str,
        *,
        target: events.IRuleTarget | None = None,
        approval_status: Sequence[str] = (),
        rule_name: str | None = None,
        description: str | None = None,
    ) -> events.Rule:
        """Return a rule for each change of the approval of this model package.

        The approval that a version is created with is no change.

        Args:
            id: Construct identifier of the rule.
            target: What receives the events; `add_target` of the rule adds more.
            approval_status: Only changes to these, such as `["Approved"]`; by default to any.
            rule_name: A name for the rule.
            description: Of the rule.

        """
        which = {"ModelPackageArn": [self.model_package_arn]}
        return _approval_rule(cast(Construct, self), id, which, target, approval_status, rule_name, description)


class ImportedModelPackage(ModelPackageBase, Resource):
    """A model package that another stack, or nobody's stack, has."""

    def __init__(self, scope: Construct, id: str, model_package_arn: str) -> None:
        super().__init__(scope, id, environment_from_arn=model_package_arn)
        self._arn = model_package_arn

    @property
    def model_package_arn(self) -> str:
        """The ARN of the model package."""
        return self._arn


def on_group_approval_change(
    scope: Construct,
    id: str,
    group: CfnModelPackageGroup | str,
    *,
    target: events.IRuleTarget | None = None,
    approval_status: Sequence[str] = (),
    rule_name: str | None = None,
    description: str | None = None,
) -> events.Rule:
    """Return a rule for each change of the approval of any version of a group, given as an object or by its name.

    The other arguments are those of `CfnModelPackage.on_approval_change`.
    """
    name = group if isinstance(group, str) else group.model_package_group_name
    which = {"ModelPackageGroupName": [name]}
    return _approval_rule(scope, id, which, target, approval_status, rule_name, description)


def _approval_rule(
    scope: Construct,
    id: str,
    which: dict[str, list[str]],
    target: events.IRuleTarget | None,
    approval_status: Sequence[str],
    rule_name: str | None,
    description: str | None,
) -> events.Rule:
    detail = {**which, "UpdatedModelPackageFields": ["ModelApprovalStatus"]}
    if approval_status:
        detail["ModelApprovalStatus"] = list(approval_status)
    return events.Rule(
        scope,
        id,
        event_pattern=events.EventPattern(source=["aws.sagemaker"], detail_type=[_DETAIL_TYPE], detail=detail),
        targets=[target] if target else None,
        rule_name=rule_name,
        description=description,
    )
