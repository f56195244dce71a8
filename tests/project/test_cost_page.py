"""guide/cost-scale-speed.md: what follows from its prices, what monitoring adds, and that figures are said once."""

import re
from typing import Final

import pytest

from ..pages import ROOT

PAGE: Final = (ROOT / "guide" / "cost-scale-speed.md").read_text(encoding="utf-8")
COSTS: Final = [
    line.strip("| ").split(" | ") for line in PAGE.partition("## What it costs\n")[2].splitlines() if "$" in line
]


@pytest.mark.parametrize(
    ("subject", "quantity", "example"),
    [
        ("each operation of a private type", 100_000, "100,000 creates: {}"),
        ("each second of an operation beyond its first 30", 3600 - 30, "an hour for its validation job: {}."),
        ("the log", 0.1, "100,000 invocations: {}"),
        ("the metrics of the plugin library", 2 * 5, "at most {} a month"),
        ("`Monitoring=on`", 15, "{} a month"),
        ("7 alarms", 8, "{} a month"),
    ],
)
def test_an_example_follows_from_its_price(subject: str, quantity: float, example: str) -> None:
    """The quantity of the example times the price of its row, to the cent."""
    ((_, price, said),) = (row for row in COSTS if subject in row[0])
    (each,) = re.findall(r"\$([\d.]+)", price)
    assert example.format(f"${quantity * float(each):.2f}".removesuffix(".00")) in said


def test_each_price_names_its_source() -> None:
    """CloudFormation's and CloudWatch's prices are followed by rows of the same page of prices."""
    sources = [re.findall(r"\(https://aws\.amazon\.com/(\w+)/pricing/\)", row[0]) for row in COSTS[:3]]
    assert [["cloudformation"], [], ["cloudwatch"]] == sources
    assert "as AWS published them in 2025" in PAGE


def test_what_monitoring_costs_is_counted() -> None:
    """The numbers of metrics and alarms on the page about costs are those of deploy/register.yaml."""
    template = (ROOT / "deploy" / "register.yaml").read_text(encoding="utf-8")
    filters = template.count("Type: AWS::Logs::MetricFilter")
    assert f"`Monitoring=on`: {filters - 1 + 5} metrics" in PAGE  # that of the duration has one for each operation
    alarms = template.count("Type: AWS::CloudWatch::Alarm")
    assert f"{alarms} alarms on {alarms + 1} metrics" in PAGE  # the last one compares two


def test_figures_are_said_once() -> None:
    """The decision about the slim package leaves times and sizes to the page that `make bench` writes."""
    page = (ROOT / "guide" / "architecture.md").read_text(encoding="utf-8")
    decision = page.partition("### The package is slimmed\n")[2].partition("\n### ")[0]
    assert [] == re.findall(r"\d+(?:\.\d+)? (?:seconds|s|ms|MB)\b", decision)
    assert "cost-scale-speed.md#figures" in decision
