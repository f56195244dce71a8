"""The types of SageMaker's API that the code is checked against. Pure.

They are those of boto3-stubs, which doesn't ship in the package: at run time they are plain dictionaries, as botocore
returns them.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeAlias

    from mypy_boto3_sagemaker.type_defs import (
        DescribeModelPackageOutputTypeDef,
        ModelPackageModelCardTypeDef,
        TagTypeDef,
    )

    Described: TypeAlias = DescribeModelPackageOutputTypeDef
    DescribedCard: TypeAlias = ModelPackageModelCardTypeDef
    ApiTag: TypeAlias = TagTypeDef
else:
    Described = DescribedCard = ApiTag = dict
