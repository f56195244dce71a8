"""What an operator sees: the dashboard, alarms and metric filters of deploy/register.yaml, and guide/operations.md."""

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import cfn_flip
import jsonata
import pytest
from cloudformation_cli_python_lib import Action
from markdown_it import MarkdownIt

from mlops_sagemaker_modelpackage.runtime.delivery import InvocationMetrics
from mlops_sagemaker_modelpackage.runtime.record import Call, InvocationRecord
from mlops_sagemaker_modelpackage.schema import TYPE_NAME
from sandbox.engine import Engine, event

from ..faults import Fault, Wire
from ..runtime.test_delivery import LOGS
from ..templates import VERSION

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "guide" / "operations.md").read_text(encoding="utf-8")
TEMPLATE: dict[str, Any] = json.loads(cfn_flip.to_json((ROOT / "deploy" / "register.yaml").read_text(encoding="utf-8")))
RESOURCES: dict[str, Any] = TEMPLATE["Resources"]
LINE = {field.name for field in fields(InvocationRecord)}
CALL = {field.name for field in fields(Call)}

# Of Logs Insights: its commands and functions, and the fields that every log event has.
_COMMANDS = "fields filter sort stats display unnest limit as by into and or not desc asc in like"
_FUNCTIONS = "jsonParse toMillis min max avg pct count latest earliest bin"
LANGUAGE = {*_COMMANDS.split(), *_FUNCTIONS.split(), "@timestamp", "@message"}
_TEXT = re.compile(r'"[^"]*"')
_NAME = re.compile(r"(?<![\w@.])[@A-Za-z_][\w@.]*")
_ALIAS = re.compile(r"\b(?:as|into) (\w+)")


def _of_type(kind: str) -> dict[str, dict[str, Any]]:
    return {name: item["Properties"] for name, item in RESOURCES.items() if item["Type"] == f"AWS::{kind}"}


def _widgets(kind: str) -> list[dict[str, Any]]:
    """Return the properties of the dashboard's widgets of a kind, with the template's references substituted."""
    body = RESOURCES["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    widgets = json.loads(re.sub(r"\$\{[^}]*\}", "value", body))["widgets"]
    return [widget["properties"] for widget in widgets if widget["type"] == kind]


def _one_line(query: str) -> str:
    return " ".join(query.split())


def _page_blocks(language: str) -> list[str]:
    return [token.content for token in MarkdownIt().parse(PAGE) if token.type == "fence" and token.info == language]


QUERIES = [_one_line(block) for block in _page_blocks("sql")]


def _unknown(query: str) -> set[str]:
    """Return the names in a query that are neither of its language, nor its own, nor of the record."""
    own = set(_ALIAS.findall(query))
    known = LANGUAGE | own | LINE | {f"call.{name}" for name in CALL} | {f"line.{name}" for name in LINE}
    return set(_NAME.findall(_TEXT.sub("", query))) - known


@pytest.mark.parametrize("query", QUERIES)
def test_the_queries_of_the_page_name_fields_of_the_record(query: str) -> None:
    """A field that no line has would leave the answer empty without an error."""
    assert set() == _unknown(query)


def test_the_dashboard_has_the_queries_of_the_page() -> None:
    """Each log widget shows what the page explains, of the log group of the handlers."""
    queries = [widget["query"].partition(" | ") for widget in _widgets("log")]
    assert queries
    assert {"SOURCE 'value'"} == {source for source, _, _ in queries}
    assert [] == [query for _, _, query in queries if query not in QUERIES]


def test_the_references_of_the_dashboard_exist() -> None:
    """What is substituted is a resource of the template or AWS's; every alarm is shown."""
    body = RESOURCES["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    named = {name.partition(".")[0] for name in re.findall(r"\$\{([^}]*)\}", body)}
    assert named == {"AWS::Region", "LogGroup", *_of_type("CloudWatch::Alarm")}


def test_the_metrics_of_the_dashboard_are_published() -> None:
    """Namespace, name and dimensions are those of the handlers' metrics or of a metric filter."""
    published = InvocationMetrics(TYPE_NAME)
    for action in Action:
        published.add(action, 1.0, None)
    known = {
        (published.namespace, item["MetricName"], *(text for pair in item["Dimensions"] for text in pair.values()))
        for item in published.data
    }
    known |= {
        (item["MetricNamespace"], item["MetricName"])
        for properties in _of_type("Logs::MetricFilter").values()
        for item in properties["MetricTransformations"]
    }
    for widget in _widgets("metric"):
        before: list[str] = []
        for row in widget["metrics"]:
            names = [part for part in row if isinstance(part, str)]
            before = [before[index] if name == "." else name for index, name in enumerate(names)]
            assert not before or tuple(before) in known


def test_bugs_are_found_under_the_dimensions_that_they_are_published_with() -> None:
    """The dashboard searches for them, since the class of the exception is a dimension."""
    published = InvocationMetrics(TYPE_NAME)
    published.add(Action.CREATE, 1.0, ValueError())
    bug = published.data[-1]
    schema = ",".join([published.namespace, *(pair["Name"] for pair in bug["Dimensions"])])
    expressions = [
        part["expression"] for row in _widgets("metric")[2]["metrics"] for part in row if "expression" in part
    ]
    assert [f"SEARCH('{{{schema}}} MetricName=\"{bug['MetricName']}\"', 'Sum', 300)"] == expressions


def test_alarms_watch_metrics_that_exist() -> None:
    """Each alarm is on a metric of a filter, or selects a metric of the handlers in their namespace."""
    filters = _of_type("Logs::MetricFilter")
    published = InvocationMetrics(TYPE_NAME)
    published.add(Action.CREATE, 1.0, ValueError())
    names = {item["MetricName"] for item in published.data}
    for alarm in _of_type("CloudWatch::Alarm").values():
        if "MetricName" in alarm:
            (metric,) = filters[alarm["MetricName"]]["MetricTransformations"]
            assert (metric["MetricNamespace"], metric["MetricName"]) == (alarm["Namespace"], alarm["MetricName"])
        else:
            (query,) = alarm["Metrics"]
            (name, namespace) = re.fullmatch(r'SELECT \w+\((\w+)\) FROM "(.*)"', query["Expression"]).groups()  # type: ignore[union-attr]
            assert name in names
            assert published.namespace == namespace


@pytest.mark.parametrize("name", _of_type("Logs::MetricFilter"))
def test_metric_filters_name_fields_of_the_record(name: str) -> None:
    """What a filter compares is a field of the line, or of one of its calls."""
    named = re.findall(r"\$\.(\S+)", _of_type("Logs::MetricFilter")[name]["FilterPattern"])
    assert named
    allowed = LINE | {f"calls[{index}].{field}" for index in range(4) for field in CALL}
    assert [] == [field for field in named if field not in allowed]


def _counted(line: dict[str, Any]) -> set[str]:
    """Return the metrics that a line counts for. With these replacements, JSONata reads CloudWatch's filter patterns."""
    found = set()
    for name, properties in _of_type("Logs::MetricFilter").items():
        pattern = properties["FilterPattern"].strip("{} ")
        for theirs, jsonatas in (("$.", ""), ("&&", "and"), ("||", "or")):
            pattern = pattern.replace(theirs, jsonatas)
        if jsonata.Jsonata(pattern).evaluate(line):
            found.add(name)
    return found


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"status": "SUCCESS"}, set()),
        ({"status": "IN_PROGRESS"}, set()),
        ({"status": "UNFINISHED"}, {"Failures"}),
        ({"status": "FAILED", "errorCode": "AccessDenied"}, {"Failures"}),
        ({"status": "FAILED", "errorCode": "ServiceLimitExceeded"}, {"Failures"}),
        ({"status": "FAILED", "errorCode": "InvalidRequest"}, {"Rejections"}),
        ({"status": "FAILED", "errorCode": "NotFound"}, {"Rejections"}),
        ({"status": "FAILED", "errorCode": "Throttling", "calls": [{"retries": 4}]}, {"Throttled", "Retried"}),
        ({"status": "SUCCESS", "calls": [{"retries": 0}, {"retries": 0}]}, set()),
        ({"status": "SUCCESS", "calls": [{"retries": 0}, {"retries": 2}]}, {"Retried"}),
    ],
)
def test_each_line_counts_once_for_what_happened(line: dict[str, Any], expected: set[str]) -> None:
    """A failure is the template's, SageMaker's refusal of too many calls, or another; retries count beside it."""
    assert expected == _counted({"errorCode": "", "calls": [], **line})


def test_monitoring_is_off_unless_asked_for() -> None:
    """Dashboard, alarms and filters depend on the condition, which is false by default."""
    kinds = ("AWS::CloudWatch::", "AWS::Logs::MetricFilter")
    conditions = {item.get("Condition") for item in RESOURCES.values() if item["Type"].startswith(kinds)}
    assert {"IsMonitored"} == conditions
    assert {"Fn::Equals": [{"Ref": "Monitoring"}, "on"]} == TEMPLATE["Conditions"]["IsMonitored"]
    assert "off" == TEMPLATE["Parameters"]["Monitoring"]["Default"]


def test_only_this_type_of_this_account_gets_the_log_role() -> None:
    """Its trust policy is the execution role's: another account's type could act through CloudFormation otherwise."""
    log, execution = (
        RESOURCES[name]["Properties"]["AssumeRolePolicyDocument"] for name in ("LogRole", "ExecutionRole")
    )
    assert {"aws:SourceAccount"} == set(log["Statement"][0]["Condition"]["StringEquals"])
    assert execution == log


def test_the_example_of_the_page_is_a_line_of_today(wire: Wire, engine: Engine) -> None:
    """A create that was throttled twice writes the line of the page, but for IDs and times."""
    wire.fail("CreateModelPackage", Fault(400, "ThrottlingException", "Rate exceeded"), times=2)
    engine.run(event("CREATE", VERSION, data=LOGS))
    sent = [call.parameters for call in wire.calls if call.operation == "PutLogEvents"]
    line = json.loads(sent[-1]["logEvents"][-1]["message"])
    (example,) = map(json.loads, _page_blocks("json"))
    for record in (line, example):
        record["durationMs"] = record["request"] = None
        for call in record["calls"]:
            call["durationMs"] = call["requestId"] = None
    assert example == line
