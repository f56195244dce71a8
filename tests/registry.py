"""A stand-in for CloudFormation's registry, for what the CLI asks of it when it registers a type."""

import io
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import parse_qsl

from werkzeug.wrappers import Response

from sandbox.server import Application

BUCKET: Final = "uploads"
VERSION: Final = "arn:aws:cloudformation:us-east-1:123456789012:type/resource/MLOps-SageMaker-ModelPackage/00000001"
_OUTPUTS: Final = {
    "CloudFormationManagedUploadBucketName": BUCKET,
    "LogAndMetricsDeliveryRoleArn": "arn:aws:iam::123456789012:role/log",
    "ExecutionRoleArn": "arn:aws:iam::123456789012:role/execution",
}
_MEMBERS: Final = "".join(
    f"<member><OutputKey>{key}</OutputKey><OutputValue>{value}</OutputValue></member>"
    for key, value in _OUTPUTS.items()
)
_ANSWERS: Final = {
    "CreateStack": "<StackId>stack</StackId>",
    "DescribeStacks": "<Stacks><member><StackName>stack</StackName><StackStatus>CREATE_COMPLETE</StackStatus>"
    f"<Outputs>{_MEMBERS}</Outputs></member></Stacks>",
    "RegisterType": "<RegistrationToken>token</RegistrationToken>",
    "DescribeTypeRegistration": f"<ProgressStatus>COMPLETE</ProgressStatus><TypeVersionArn>{VERSION}</TypeVersionArn>",
    "SetTypeDefaultVersion": "",
}


class Registry:
    """Answers CloudFormation's calls on the way to the sandbox, and keeps their parameters by the call's name."""

    def __init__(self) -> None:
        self.calls: dict[str, dict[str, str]] = {}

    def __call__(self, application: Application) -> Application:
        """Return the application with the registry before it."""

        def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            if "/cloudformation/" not in environ.get("HTTP_AUTHORIZATION", ""):
                return application(environ, start_response)
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            parameters = dict(parse_qsl(body.decode()))
            action = parameters["Action"]
            self.calls[action] = parameters
            environ["wsgi.input"] = io.BytesIO()
            said = f"<{action}Response><{action}Result>{_ANSWERS[action]}</{action}Result></{action}Response>"
            return Response(said, mimetype="text/xml")(environ, start_response)

        return answer
