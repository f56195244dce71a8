"""What packages cost as their number grows: `make load` writes the table and the chart of guide/cost-scale-speed.md."""

import re
from dataclasses import dataclass
from pathlib import Path

GUIDE = Path(__file__).resolve().parent.parent / "guide"


@dataclass(frozen=True)
class Cost:
    """What one package costs among others.

    Attributes:
        packages: how many there are.
        calls: SageMaker's calls for each operation of a package, by the operation.
        milliseconds: the time of each operation of a package, by the operation.

    """

    packages: int
    calls: dict[str, float]
    milliseconds: dict[str, float]

    @property
    def all_calls(self) -> float:
        """Return the calls for the life of a package."""
        return sum(self.calls.values())


def table(costs: list[Cost]) -> str:
    """Return the table: calls and time of the life of a package, and the time of each operation."""
    operations = list(costs[0].milliseconds)
    lines = [["Packages", "calls for each", "ms for each", *(f"{name}, ms" for name in operations)]]
    lines.append(["---:"] * len(lines[0]))
    for cost in costs:
        times = [sum(cost.milliseconds.values()), *cost.milliseconds.values()]
        lines.append([f"{cost.packages:,}", f"{cost.all_calls:.2f}", *(f"{time:.1f}" for time in times)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def write(name: str, text: str) -> None:
    """Put a text between the comments that bear its name in guide/cost-scale-speed.md."""
    page = GUIDE / "cost-scale-speed.md"
    place = re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- end of {name} -->)", re.DOTALL)
    page.write_text(place.sub(lambda _: f"\n{text}\n", page.read_text(encoding="utf-8")), encoding="utf-8")


def write_costs(costs: list[Cost]) -> None:
    """Put the table into guide/cost-scale-speed.md, and draw guide/scale.svg."""
    # Imported here, since importing pygal changes how every later import of the process works.
    import pygal

    from .report import CHART_OPTIONS

    write("costs", table(costs))
    drawing = pygal.Line(
        **CHART_OPTIONS,
        title="One package among others: calls, and milliseconds",
        x_title="packages",
        range=(0, None),
        secondary_range=(0, 2 * max(cost.all_calls for cost in costs)),
    )
    drawing.x_labels = [f"{cost.packages:,}" for cost in costs]
    drawing.add("ms (left)", [sum(cost.milliseconds.values()) for cost in costs])
    drawing.add("calls (right)", [cost.all_calls for cost in costs], secondary=True)
    (GUIDE / "scale.svg").write_text(drawing.render(is_unicode=True), encoding="utf-8")
