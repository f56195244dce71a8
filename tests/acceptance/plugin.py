"""The settings and the results of a run, as a pytest plugin that prints the table at the end."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from .report import Observation, table

if TYPE_CHECKING:
    import pytest

    from .target import Target


@dataclass
class Acceptance:
    """The options of `make acceptance` and the results. Without a target, all tests run in a sandbox."""

    NAME: ClassVar[str] = "acceptance"

    target: "Target | None" = None
    registered: bool = True
    validation: bool = True
    key: str = ""  # the ARN of a KMS key of the caller
    observations: list[Observation] = field(default_factory=list)
    left_behind: list[str] = field(default_factory=list)

    def pytest_terminal_summary(self, terminalreporter: "pytest.TerminalReporter") -> None:
        """Print the table, and the resources that could not be removed."""
        location = f"account {self.target.account}, {self.target.region}" if self.target else "the sandbox"
        terminalreporter.write_sep("=", f"rules in {location}")
        terminalreporter.write_line(table(self.observations))
        for line in self.left_behind:
            terminalreporter.write_line(line, red=True)
