"""CloudFormation's stacks in the place of moto's, for development: AWS CloudFormation is the engine in production.

`install` puts them there for the whole process: for `mock_aws` as for the server. These are internals of moto, which is
why its version is pinned.
"""

import moto.cloudformation.urls
from moto.cloudformation.models import cloudformation_backends

from .models import SandboxBackend
from .runner import Background, Runner
from .urls import url_paths

__all__ = ["Background", "Runner", "install"]


def install(runner: Runner | None = None) -> None:
    """Replace moto's backend and routes; what moto held until then is dropped. `runner` is where operations run."""
    if runner is not None:
        SandboxBackend.runner = runner
    cloudformation_backends.backend = SandboxBackend
    cloudformation_backends.clear()
    moto.cloudformation.urls.url_paths.update(url_paths)
