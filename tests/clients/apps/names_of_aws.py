"""Prints the names of the properties of aws-cdk-lib's own construct for model packages, for each of its types."""

import json
from inspect import isclass, signature

from aws_cdk.aws_sagemaker import CfnModelPackage, CfnModelPackageProps

types = {name.removesuffix("Property"): kind for name, kind in vars(CfnModelPackage).items() if isclass(kind)}
types[""] = CfnModelPackageProps
print(json.dumps({name: list(signature(kind.__init__).parameters)[1:] for name, kind in types.items()}))
