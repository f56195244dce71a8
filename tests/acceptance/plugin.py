"""The settings of a run and what it finds, as a plugin of pytest that prints the table at the end."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from .report import Observation, table

if TYPE_CHECKING:
    import pytest

    from .target import Target


@dataclass
class Acceptance:
    """What `make acceptance` was asked for. Without a target the tests run in a sandbox, and all of them."""

    NAME: ClassVar[str] = "acceptance"

    target: "Target | None" = None
    registered: bool = True
    validation: bool = True
    observations: list[Observation] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def pytest_terminal_summary(self, terminalreporter: "pytest.TerminalReporter") -> None:
        """Print the table, and what is left behind."""
        where = f"account {self.target.account}, {self.target.region}" if self.target else "the sandbox"
        terminalreporter.write_sep("=", f"rules in {where}")
        terminalreporter.write_line(table(self.observations))
        for line in self.left:
            terminalreporter.write_line(line, red=True)
