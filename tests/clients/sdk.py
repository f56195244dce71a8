"""The settings of the SageMaker Python SDK in tests."""

from pathlib import Path

_OPTED_OUT = '{"SchemaVersion": "1.0", "SageMaker": {"PythonSDK": {"Modules": {"TelemetryOptOut": true}}}}'


def quiet_sdk(folder: Path) -> dict[str, str]:
    """Return environment variables with which the SDK neither reports its use to AWS nor warns of its version 3."""
    settings = folder / "config.yaml"
    settings.write_text(_OPTED_OUT, encoding="utf-8")
    return {"SAGEMAKER_USER_CONFIG_OVERRIDE": str(settings), "SAGEMAKER_SUPPRESS_V2_WARNING": "1"}
