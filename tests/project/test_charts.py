"""The chart of guide/cost-scale-speed.md: its values can be read."""

import re
from itertools import combinations
from pathlib import Path
from typing import Final, NamedTuple
from xml.etree import ElementTree

CHART: Final = Path(__file__).resolve().parents[2] / "guide" / "benchmarks.svg"
LETTER: Final = 10  # pixels: wider than a digit of the chart's largest font
HEIGHT: Final = 16


class Box(NamedTuple):
    """Where something is, in pixels of the plot."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Tell whether they overlap."""
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)


def _boxes() -> tuple[list[Box], list[Box]]:
    """Return the boxes of the bars and those of their values."""
    bars, values = [], []
    for node in ElementTree.fromstring(CHART.read_text(encoding="utf-8")).iter():  # noqa: S314 - our own file
        classes = node.get("class", "").split()
        if "rect" in classes:
            left, top, width, height = (float(node.get(name, "nan")) for name in ("x", "y", "width", "height"))
            bars.append(Box(left, top, left + width, top + height))
        elif "value" in classes and node.tag.endswith("}text"):
            assert "start" == node.get("text-anchor")
            left, base, text = float(node.get("x", "nan")), float(node.get("y", "nan")), node.text or ""
            values.append(Box(left, base - HEIGHT, left + LETTER * len(text), base))
    return bars, values


def test_no_value_lies_on_a_bar_or_another_value() -> None:
    """Each value stands at the end of its bar, free of the others and within the picture."""
    bars, values = _boxes()
    assert 6 == len(bars) == len(values)
    assert [] == [(bar, value) for bar in bars for value in values if bar.meets(value)]
    assert [] == [pair for pair in combinations(values, 2) if pair[0].meets(pair[1])]
    (plot,) = re.findall(r'translate\((\d+), \d+\)" class="plot"', CHART.read_text(encoding="utf-8"))
    assert all(float(plot) + value.right < 800 for value in values)
