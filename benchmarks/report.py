"""The figures as people read them: tables in Markdown, and a chart."""

import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pygal
from pygal.style import Style

from .measures import Figures

PLAIN: Final = Style(
    background="white",
    plot_background="white",
    font_family="sans-serif",
    colors=("#1f6feb", "#8b949e"),
    guide_stroke_color="#eaeef2",  # so light that a value on it can be read
    major_guide_stroke_color="#eaeef2",
    guide_stroke_dasharray="none",
    major_guide_stroke_dasharray="none",
)
LARGEST: Final = 5.0  # MB of the package
PAGE: Final = """# Benchmarks

Written by `make bench`; don't edit it. {machine}. All in one run on loopback, in rounds that take turns; medians.

{targets}
![A READ by this type and by a naive handler]({chart})

*Bare call*: DescribeModelPackage by one client of boto3 that is kept, and nothing else. *Naive*: the handler that one
writes first (`benchmarks/functions/naive.py`), with a new session and client for each invocation as the library makes
them, packed by `cfn submit`. The credentials differ at every call. A cold start is measured from no process at all to
the answer of the first READ: Lambda's runtime client, under its runtime interface emulator. *The distances of a
region*: SageMaker answers after 30 ms, logs and metrics after 12 ms each, on connections that are kept.

## Beside the naive handler

{naive}
The package has {files:,.0f} files; that of `cfn submit` has {submitted:,.0f}.

## Calls of SageMaker

{calls}
A create and a delete make one more call for each poll; here a package settles, or is deleted, at once.

## From Completed to SUCCESS

{late}
All in one invocation. A package that takes longer is looked at again 5, 10, 15 … at most 30 seconds later.

## Where the time of a warm READ goes

Under Python's profiler, which makes functions slower and waiting not.

{profile}"""


@dataclass
class Found:
    """All that was measured: milliseconds, MB and seconds by what they are of; see `measures`."""

    warm: Figures
    distant: Figures
    cold: Figures
    memory: Figures
    package: Figures
    submitted: Figures
    large: Figures
    calls: Mapping[str, Mapping[str, int]]
    late: Figures
    profile: Figures
    python: str


@dataclass
class Row:
    """A figure, what it is compared with, and the largest ratio of the two that will do."""

    what: str
    ours: float
    other: float
    beside: str
    unit: str
    target: float = 1.0

    @property
    def ratio(self) -> float:
        """Return how many times the other one ours is."""
        return self.ours / self.other

    def cells(self) -> list[str]:
        """Return the cells of the table's row."""
        ours, other = f"{self.ours:,.1f} {self.unit}", f"{self.other:,.1f} {self.unit}, {self.beside}"
        return [self.what, ours, other, f"{self.ratio:.2f} ×"]

    def judged(self) -> list[str]:
        """Return the cells with the target, and whether it is met."""
        return [*self.cells(), f"{self.target:.2f} ×", "met" if self.ratio <= self.target else "**missed**"]


def targets(found: Found) -> list[Row]:
    """Return the targets of the type."""
    submitted = found.submitted["MB"]
    return [
        Row("warm READ", found.warm["ours"], found.warm["bare"], "a bare call", "ms", 1.5),
        Row(
            "warm READ with logs and metrics", found.warm["ours, logged"], found.warm["bare"], "a bare call", "ms", 3.5
        ),
        Row(
            "the same at the distances of a region",
            found.distant["ours, logged"],
            found.distant["bare"],
            "a bare call",
            "ms",
            1.5,
        ),
        Row("cold start", found.cold["ours"], found.cold["submitted"], "packed by `cfn submit`", "ms", 0.4),
        Row("cold start", found.cold["ours"], found.cold["bare"], "a bare client from this package", "ms", 1.35),
        Row("peak memory, 20 READs", found.memory["ours"], found.memory["naive"], "naive", "MB", 0.5),
        Row("package", found.package["MB"], submitted, "packed by `cfn submit`", "MB", LARGEST / submitted),
        Row("a model of 300 KB", found.large["ours"], found.large["library"], "the library's way", "ms", 0.5),
    ]


def beside_naive(found: Found) -> list[Row]:
    """Return the type beside the naive handler."""
    logged = found.warm["ours, logged"], found.warm["naive, logged"]
    return [
        Row("warm READ", found.warm["ours"], found.warm["naive"], "naive", "ms"),
        Row("warm READ with logs and metrics", *logged, "naive", "ms"),
        Row("cold start", found.cold["ours"], found.cold["naive"], "naive", "ms"),
        Row("peak memory, first READ", found.memory["ours, first"], found.memory["naive, first"], "naive", "MB"),
        Row("peak memory, 20 READs", found.memory["ours"], found.memory["naive"], "naive", "MB"),
    ]


def page(found: Found) -> str:
    """Return the page."""
    judged = ("What", "This type", "Beside", "Ratio", "Target: at most", "")
    calls = (
        [f"{what}", ", ".join(f"{count} × {name}" for name, count in of.items())] for what, of in found.calls.items()
    )
    profile = ([name, f"{spent:.2f} ms"] for name, spent in found.profile.items() if spent >= 0.01)
    return PAGE.format(
        machine=f"{os.cpu_count()} cores, {platform.system()} on {platform.machine()}, {found.python}",
        targets=_table(judged, (row.judged() for row in targets(found))),
        chart="benchmarks.svg",
        naive=_table(judged[:4], (row.cells() for row in beside_naive(found))),
        files=found.package["files"],
        submitted=found.submitted["files"],
        calls=_table(("Operation", "Calls"), calls),
        late=_table(("Settles in", "SUCCESS after"), ([name, f"{late:.2f} s"] for name, late in found.late.items())),
        profile=_table(("Own time in", "each READ"), profile),
    )


def _table(head: Iterable[str], rows: Iterable[list[str]]) -> str:
    names = list(head)
    return "\n".join(f"| {' | '.join(line)} |" for line in [names, ["---"] * len(names), *rows]) + "\n"


def chart(rows: list[Row], path: Path) -> None:
    """Write a bar chart of the milliseconds in rows, beside the naive handler."""
    drawing = pygal.HorizontalBar(
        style=PLAIN,
        js=[],  # nothing is loaded from anywhere
        width=800,
        height=320,
        title="Milliseconds for a READ (less is better)",
        legend_at_bottom=True,
        print_values=True,
        print_values_position="top",  # at the end of the bar: a short one has no place for it
        margin_right=60,
        value_formatter=lambda value: f"{value:,.0f}",
        disable_xml_declaration=True,
    )
    drawing.x_labels = [row.what for row in rows]
    drawing.add("this type", [row.ours for row in rows])
    drawing.add("naive handler", [row.other for row in rows])
    # pygal centres a value over the end of its bar; here it begins there.
    picture = drawing.render(is_unicode=True).replace('text-anchor="middle"', 'text-anchor="start"')
    path.write_text(picture, encoding="utf-8")
