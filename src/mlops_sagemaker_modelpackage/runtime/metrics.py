"""Publishes the metrics of an invocation to CloudWatch."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from botocore.exceptions import BotoCoreError
from cloudformation_cli_python_lib.metrics import MetricsPublisher


def ignore_connection_errors(publish: Callable[..., None]) -> Callable[..., None]:
    """Keep a lost connection to CloudWatch from failing the resource, or from taking its time twice.

    The library stops at ClientError.
    """

    @wraps(publish)
    def publish_metric(publisher: MetricsPublisher, *args: Any, **kwargs: Any) -> None:
        if getattr(publisher, "lost", False):
            return
        try:
            publish(publisher, *args, **kwargs)
        except BotoCoreError as error:
            publisher.lost = True  # type: ignore[attr-defined]
            logging.getLogger(__name__).warning("Metrics could not be published: %s", type(error).__name__)

    return publish_metric
