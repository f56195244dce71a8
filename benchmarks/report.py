"""Writes the measurements as tables in Markdown, and as a chart."""

import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pygal
from pygal.style import Style

from .measures import Figures

CHART_OPTIONS: Final[dict[str, Any]] = {
    "style": Style(
        background="white",
        plot_background="white",
        font_family="sans-serif",
        colors=("#1f6feb", "#8b949e"),
        guide_stroke_color="#eaeef2",  # so light that a value on it can be read
        major_guide_stroke_color="#eaeef2",
        guide_stroke_dasharray="none",
        major_guide_stroke_dasharray="none",
    ),
    "js": [],  # the page loads no scripts
    "width": 800,
    "height": 320,
    "legend_at_bottom": True,
    "disable_xml_declaration": True,
}
MAX_PACKAGE_MB: Final = 5.0
PAGE: Final = """Written by `make bench`. {machine}. Medians of one run on loopback, in alternating rounds.

{targets}
![A READ by this type and by a naive handler]({chart})

*Bare call*: only DescribeModelPackage, by one boto3 client that is kept. *Naive*: a simple handler
(`benchmarks/functions/naive.py`) with a new session and client for each invocation, as the library creates them, packed
by `cfn submit`. Each call has other credentials. A cold start lasts from the start of the process to the answer of the
first READ, with Lambda's runtime client under its runtime interface emulator. *The latency of a region*: SageMaker
answers after 30 ms, logs and metrics after 12 ms each, on connections that are kept.

### Compared with the naive handler

{naive}
The package has {files:,.0f} files; that of `cfn submit` has {submitted:,.0f}.

### Calls of SageMaker

{calls}
A create and a delete make one more call for each poll; here a package settles, or is deleted, at once.

### From Completed to SUCCESS

{late}
All in one invocation. A package that takes longer is polled again after 5, 10, 15 … at most 30 seconds.

### Where the time of a warm READ goes

Measured with Python's profiler, which slows down functions, but not waiting.

{profile}"""


@dataclass
class Measurements:
    """All measurements, in milliseconds, MB or seconds; the functions of `measures` describe them."""

    warm: Figures
    in_region: Figures
    cold: Figures
    memory: Figures
    package: Figures
    submitted: Figures
    large: Figures
    calls: Mapping[str, Mapping[str, int]]
    settling: Figures
    profile: Figures
    python: str


@dataclass
class Row:
    """A measurement of this type, another one to compare it with, and the maximum ratio of the two.

    Attributes:
        what: what is measured.
        ours: the measurement of this type.
        other: the measurement to compare it with.
        beside: what the other measurement is of.
        unit: the unit of both.
        target: the maximum ratio.

    """

    what: str
    ours: float
    other: float
    beside: str
    unit: str
    target: float = 1.0

    @property
    def ratio(self) -> float:
        """Return the measurement of this type, divided by the other one."""
        return self.ours / self.other

    def cells(self) -> list[str]:
        """Return the cells of the table's row."""
        ours, other = f"{self.ours:,.1f} {self.unit}", f"{self.other:,.1f} {self.unit}, {self.beside}"
        return [self.what, ours, other, f"{self.ratio:.2f} ×"]

    def cells_with_target(self) -> list[str]:
        """Return the cells of the row, followed by the target and whether it is met."""
        return [*self.cells(), f"{self.target:.2f} ×", "met" if self.ratio <= self.target else "**missed**"]


def targets(found: Measurements) -> list[Row]:
    """Return the measurements that have a target."""
    submitted = found.submitted["MB"]
    return [
        Row("warm READ", found.warm["ours"], found.warm["bare"], "a bare call", "ms", 1.5),
        Row("CPU time of a warm READ", found.warm["ours, cpu"], found.warm["bare, cpu"], "a bare call", "ms", 1.5),
        Row(
            "warm READ with logs and metrics", found.warm["ours, logged"], found.warm["bare"], "a bare call", "ms", 3.5
        ),
        Row(
            "the same with the latency of a region",
            found.in_region["ours, logged"],
            found.in_region["bare"],
            "a bare call",
            "ms",
            1.5,
        ),
        Row("cold start", found.cold["ours"], found.cold["submitted"], "packed by `cfn submit`", "ms", 0.4),
        Row("cold start", found.cold["ours"], found.cold["bare"], "a bare client from this package", "ms", 1.35),
        Row("peak memory, 20 READs", found.memory["ours"], found.memory["naive"], "naive", "MB", 0.5),
        Row("package", found.package["MB"], submitted, "packed by `cfn submit`", "MB", MAX_PACKAGE_MB / submitted),
        Row("a model of 300 KB", found.large["ours"], found.large["library"], "the library's way", "ms", 0.5),
    ]


def compared_with_naive(found: Measurements) -> list[Row]:
    """Return the measurements of the type and of the naive handler."""
    logged = found.warm["ours, logged"], found.warm["naive, logged"]
    return [
        Row("warm READ", found.warm["ours"], found.warm["naive"], "naive", "ms"),
        Row("warm READ with logs and metrics", *logged, "naive", "ms"),
        Row("cold start", found.cold["ours"], found.cold["naive"], "naive", "ms"),
        Row("peak memory, first READ", found.memory["ours, first"], found.memory["naive, first"], "naive", "MB"),
        Row("peak memory, 20 READs", found.memory["ours"], found.memory["naive"], "naive", "MB"),
    ]


def page(found: Measurements) -> str:
    """Return the page."""
    heads = ("What", "This type", "Compared with", "Ratio", "Target: at most", "")
    calls = (
        [f"{what}", ", ".join(f"{count} × {name}" for name, count in of.items())] for what, of in found.calls.items()
    )
    profile = ([name, f"{spent:.2f} ms"] for name, spent in found.profile.items() if spent >= 0.01)
    return PAGE.format(
        machine=f"{os.cpu_count()} cores, {platform.system()} on {platform.machine()}, {found.python}",
        targets=_table(heads, (row.cells_with_target() for row in targets(found))),
        chart="benchmarks.svg",
        naive=_table(heads[:4], (row.cells() for row in compared_with_naive(found))),
        files=found.package["files"],
        submitted=found.submitted["files"],
        calls=_table(("Operation", "Calls"), calls),
        late=_table(
            ("Settles in", "SUCCESS after"), ([name, f"{seconds:.2f} s"] for name, seconds in found.settling.items())
        ),
        profile=_table(("Own time in", "each READ"), profile),
    )


def _table(head: Iterable[str], rows: Iterable[list[str]]) -> str:
    names = list(head)
    return "\n".join(f"| {' | '.join(line)} |" for line in [names, ["---"] * len(names), *rows]) + "\n"


def chart(rows: list[Row], path: Path) -> None:
    """Write a bar chart of rows in milliseconds: the type and the naive handler."""
    drawing = pygal.HorizontalBar(
        **CHART_OPTIONS,
        title="Milliseconds for a READ (less is better)",
        print_values=True,
        print_values_position="top",  # at the end of the bar: a short bar has no room for it
        margin_right=60,
        value_formatter=lambda value: f"{value:,.0f}",
    )
    drawing.x_labels = [row.what for row in rows]
    drawing.add("this type", [row.ours for row in rows])
    drawing.add("naive handler", [row.other for row in rows])
    # pygal centres a value over the end of its bar; here it begins there.
    picture = drawing.render(is_unicode=True).replace('text-anchor="middle"', 'text-anchor="start"')
    path.write_text(picture, encoding="utf-8")
