"""Exports of stacks that are deployed at the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from moto.core.exceptions import ServiceException

from cfn_sandbox.cloudformation.stacks.exports import Exports
from cfn_sandbox.cloudformation.stacks.stack import Stack
from stack_calls import StackCalls, bucket, template

OUTPUTS: Any = [{"OutputKey": "Shared", "OutputValue": "value", "ExportName": "shared"}]


class SlowStack(Stack):
    """A stack whose exports are read slowly, so that without a lock two threads read before either writes."""

    barrier = threading.Barrier(2)

    @property
    def exports(self) -> dict[str, str]:
        """Return the exports from before a wait for the other thread, which ends without it if a lock holds it."""
        exports = super().exports
        with suppress(threading.BrokenBarrierError):
            self.barrier.wait(timeout=0.5)
        return exports


def test_of_two_exports_of_one_name_at_once_one_succeeds() -> None:
    """The check and the export are one step: of two threads that export the same name, one is refused."""
    stacks = [SlowStack(f"arn:aws:cloudformation:us-east-1:123456789012:stack/{name}/1", name) for name in ("a", "b")]
    exports = Exports({stack.stack_id: stack for stack in stacks})

    def publish(stack: Stack) -> str:
        try:
            exports.publish(stack, OUTPUTS)
        except ServiceException as error:
            return str(error.message)
        return "exported"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(publish, stacks))
    assert "exported" == outcomes[1]
    assert outcomes[0].startswith("Export with name shared is already exported by stack")
    assert 1 == sum("shared" in stack.exports for stack in stacks)


def test_of_many_stacks_at_once_one_exports_a_name(stacks: StackCalls) -> None:
    """Of stacks that are created at the same time, one exports a name, and the others are rolled back."""
    outputs = {"Shared": {"Value": "value", "Export": {"Name": "shared"}}}
    text = template({"Bucket": bucket()}, Outputs=outputs)
    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(lambda name: stacks.create(text, name), "abcd"))
    assert ["CREATE_COMPLETE", *["ROLLBACK_COMPLETE"] * 3] == statuses
