"""Where moto finds the responses of this service: it looks for this module beside `models`."""

from moto.sagemaker.urls import url_bases

from .responses import SandboxResponse

__all__ = ["url_bases", "url_paths"]

url_paths = {"{0}/$": SandboxResponse.dispatch}
