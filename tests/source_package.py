"""A package of the type that runs the handlers of src, for tests of registering: it takes no time to build."""

import io
import json
import sys
import sysconfig
import zipfile
from collections.abc import Mapping
from typing import Any, Final

from mlops_sagemaker_modelpackage.schema import SCHEMA

from .pages import ROOT

_HANDLERS: Final = f"""
import sys
sys.path[:0] = {[str(ROOT / "src"), sysconfig.get_path("purelib")]!r}
from mlops_sagemaker_modelpackage.handlers import resource
"""


def source_package(handlers: str = _HANDLERS, schema: Mapping[str, Any] = SCHEMA) -> bytes:
    """Return a package as the registry takes it, whose module with the handlers has this text."""
    runtime = f"python{sys.version_info.major}.{sys.version_info.minor}"
    settings = {"typeName": schema["typeName"], "runtime": runtime, "entrypoint": "source.handlers.resource"}
    code, package = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("source/__init__.py", "")
        archive.writestr("source/handlers.py", handlers)
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("schema.json", json.dumps(schema))
        archive.writestr(".rpdk-config", json.dumps(settings))
        archive.writestr("ResourceProvider.zip", code.getvalue())
    return package.getvalue()
