"""CloudFormation's stacks in the place of moto's, for development: AWS CloudFormation is the engine in production.

`install` puts them there for the whole process: for `mock_aws` as for the server. These are internals of moto, which is
why its version is pinned.
"""

__all__ = ["install"]


def install() -> None:
    """Replace moto's backend and routes; what moto held until then is dropped."""
    # With these comes most of moto, which takes two seconds: the server is up without it.
    import moto.cloudformation.urls
    from moto.cloudformation.models import cloudformation_backends

    from .models import SandboxBackend
    from .urls import url_paths

    cloudformation_backends.backend = SandboxBackend
    cloudformation_backends.clear()
    moto.cloudformation.urls.url_paths.update(url_paths)
