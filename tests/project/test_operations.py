"""What whoever is on call sees: the filters, alarms and dashboard of deploy/register.yaml, and guide/operations.md.

Handlers are made to fail on purpose. The filters and the queries are tried on the log that they wrote.
"""

import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import boto3
import cfn_flip
import pytest
from botocore.client import BaseClient
from markdown_it import MarkdownIt
from moto.events.models import EventPattern

from cfn_sandbox.testing import DeploymentFailed, Stacks, empty_services, fake_credentials
from mlops_sagemaker_modelpackage.runtime.record import Call, InvocationRecord
from mlops_sagemaker_modelpackage.schema import TYPE_NAME
from sandbox.engine import Engine, event
from sandbox.server import Sandbox

from ..clock import Clock
from ..faults import Fault, Wire
from ..filter_patterns import compile_pattern, select
from ..harness import TESTED
from ..logs_insights import run_query
from ..pages import blocks, commands, run
from ..runtime.test_delivery import LOGS
from ..source_package import source_package
from ..templates import ARN, VERSION

ROOT = Path(__file__).resolve().parents[2]
PAGE_NAME = "operations"
PAGE = (ROOT / "guide" / f"{PAGE_NAME}.md").read_text(encoding="utf-8")
TEMPLATE: dict[str, Any] = json.loads(cfn_flip.to_json((ROOT / "deploy" / "register.yaml").read_text(encoding="utf-8")))
RESOURCES: dict[str, Any] = TEMPLATE["Resources"]
NAMESPACE = "MLOps/SageMaker/ModelPackage"
THROTTLED = Fault(400, "ThrottlingException", "Rate exceeded")
LogEvents = list[dict[str, Any]]


def _of_type(kind: str) -> dict[str, dict[str, Any]]:
    return {name: item["Properties"] for name, item in RESOURCES.items() if item["Type"] == f"AWS::{kind}"}


FILTERS = _of_type("Logs::MetricFilter")
ALARMS = _of_type("CloudWatch::Alarm")
OF_STACK_EVENTS = "StackFailures"  # the one filter of the other log group


def _sections(level: int) -> dict[str, str]:
    """Return what is under each heading of the page of a level, up to the next heading of that level or above."""
    parts = re.split(rf"^(#{{2,{level}}}) (.*)\n", PAGE, flags=re.MULTILINE)
    return {parts[i + 1]: parts[i + 2] for i in range(1, len(parts), 3) if len(parts[i]) == level}


def _blocks(text: str, language: str) -> list[str]:
    return [token.content for token in MarkdownIt().parse(text) if token.type == "fence" and token.info == language]


def _one_line(query: str) -> str:
    return " ".join(query.split())


QUERIES = {title: _one_line(block) for title, text in _sections(3).items() for block in _blocks(text, "sql")}


class Failures:
    """Makes invocations that end in known ways, and returns what they log."""

    def __init__(self, server: Sandbox, wire: Wire, engine: Engine, monkeypatch: pytest.MonkeyPatch, clock: Clock):
        self._wire, self._engine, self._monkeypatch, self._clock = wire, engine, monkeypatch, clock
        make: Any = boto3.client
        self._logs = make("logs", endpoint_url=server.url)

    def log(self) -> LogEvents:
        """Return the log events so far."""
        found: LogEvents = self._logs.filter_log_events(logGroupName=LOGS["providerLogGroupName"])["events"]
        return found

    def _run(self, action: str, model: dict[str, Any]) -> dict[str, Any]:
        return self._engine.run(event(action, model, data=LOGS))

    def created(self) -> None:
        """Create a version."""
        assert "SUCCESS" == self._run("CREATE", VERSION)["status"]

    def throttled_for_a_while(self) -> None:
        """Create a version that SageMaker accepts at the third request."""
        self._wire.fail("CreateModelPackage", THROTTLED, times=2)
        assert "SUCCESS" == self._run("CREATE", VERSION)["status"]

    def throttled_to_the_end(self) -> None:
        """Read a version, whatever is answered to it."""
        self._wire.fail("DescribeModelPackage", THROTTLED, times=20)
        assert "Throttling" == self._run("READ", {"ModelPackageArn": f"{ARN}/churn/1"})["errorCode"]
        self._wire.faults.clear()

    def denied(self) -> None:
        """Create without the permission."""
        self._wire.fail("CreateModelPackage", Fault(400, "AccessDeniedException", "not authorized"))
        assert "AccessDenied" == self._run("CREATE", VERSION)["errorCode"]

    def approval_denied(self) -> None:
        """Create an approved version where the execution role denies approvals."""
        reason = (
            "not authorized to perform: sagemaker:CreateModelPackage with an explicit deny in an identity-based policy"
        )
        self._wire.fail("CreateModelPackage", Fault(400, "AccessDeniedException", reason))
        assert "AccessDenied" == self._run("CREATE", VERSION | {"ModelApprovalStatus": "Approved"})["errorCode"]

    def refused(self) -> None:
        """Create with a template that can't be right."""
        assert "InvalidRequest" == self._run("CREATE", VERSION | {"ModelPackageName": "both"})["errorCode"]

    def gone(self) -> None:
        """Read what doesn't exist, as CloudFormation does to find out."""
        assert "NotFound" == self._run("READ", {"ModelPackageArn": f"{ARN}/churn/99"})["errorCode"]

    def image_is_missing(self) -> None:
        """Create a version whose image isn't there."""
        containers = {"Containers": [{"Image": "churn:missing"}]}
        model = VERSION | {"InferenceSpecification": VERSION["InferenceSpecification"] | containers}
        assert "NotStabilized" == self._run("CREATE", model)["errorCode"]

    def bug(self) -> None:
        """Let the handler meet an exception that it doesn't expect."""

        def fail(_client: Any, operation: str, _parameters: Any) -> Any:
            raise ZeroDivisionError(operation)

        with self._monkeypatch.context() as patched:
            patched.setattr(
                BaseClient, "_make_api_call", _only_for_sagemaker(fail, BaseClient.__dict__["_make_api_call"])
            )
            assert "InternalFailure" == self._run("READ", {"ModelPackageArn": f"{ARN}/churn/1"})["errorCode"]

    def hanging(self) -> None:
        """Create while nobody answers: the clock is put forward by the pauses, and by each request that times out."""

        def time_out(_call: Any) -> None:
            self._clock.sleep(7)

        self._wire.fail("CreateModelPackage", Fault(None, applied=True), times=50)
        self._wire.before = time_out
        assert "FAILED" == self._run("CREATE", VERSION)["status"]
        self._wire.faults.clear()
        self._wire.before = None

    def out_of_time(self) -> None:
        """Read while two seconds are left of Lambda's minute, and SageMaker takes its time."""

        class Context:
            def get_remaining_time_in_millis(self) -> int:
                return 2010

        def wait(call: Any) -> None:
            if call.operation == "DescribeModelPackage":
                _wait_until(lambda: any('"UNFINISHED"' in item["message"] for item in self._written()))

        self._wire.before = wait
        TESTED["handlers"](event("READ", {"ModelPackageArn": f"{ARN}/churn/99"}, data=LOGS), Context())
        self._wire.before = None

    def _written(self) -> Iterator[dict[str, Any]]:
        for call in list(self._wire.calls):
            if call.operation == "PutLogEvents":
                yield from call.parameters["logEvents"]


def _only_for_sagemaker(replacement: Callable[..., Any], original: Callable[..., Any]) -> Callable[..., Any]:
    def call(client: Any, operation: str, parameters: Any) -> Any:
        is_ours = client.meta.service_model.service_name == "sagemaker"
        return (replacement if is_ours else original)(client, operation, parameters)

    return call


def _wait_until(is_so: Callable[[], bool]) -> None:
    pause = threading.Event()  # not time.sleep, which takes no time here
    for _ in range(500):
        if is_so():
            return
        pause.wait(0.01)
    raise AssertionError("waited in vain")


@pytest.fixture
def failures(server: Sandbox, wire: Wire, engine: Engine, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Failures:
    """Return what makes handlers fail."""
    return Failures(server, wire, engine, monkeypatch, clock)


def _counted(log: LogEvents) -> dict[str, float]:
    """Return the sum of each metric that the filters of the handlers' log count."""
    found: dict[str, float] = {}
    for name, properties in FILTERS.items():
        if name == OF_STACK_EVENTS:
            continue
        matches = compile_pattern(properties["FilterPattern"])
        (metric,) = properties["MetricTransformations"]
        for item in log:
            if matches(item["message"]):
                value = metric["MetricValue"]
                amount = select(json.loads(item["message"]), value) if value.startswith("$") else float(value)
                found[metric["MetricName"]] = found.get(metric["MetricName"], 0) + amount
    return found


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        ("created", set()),
        ("throttled_for_a_while", {"Retried"}),
        ("throttled_to_the_end", {"Throttled", "Retried"}),
        ("denied", {"Failures"}),
        ("approval_denied", {"Rejections"}),
        ("refused", {"Rejections"}),
        ("gone", {"Rejections"}),
        ("image_is_missing", {"NotStabilized"}),
        ("bug", {"InternalFailures"}),
        ("hanging", {"Failures", "Retried", "Slow"}),
        ("out_of_time", {"OutOfTime", "Rejections"}),
    ],
)
def test_each_failure_is_counted_for_what_it_is(failures: Failures, failure: str, expected: set[str]) -> None:
    """A line counts in one of the metrics of failures at most; slowness and retries count beside it."""
    getattr(failures, failure)()
    counted = _counted(failures.log())
    assert {"Invocations", "Duration"} | expected == counted.keys()
    assert 1 == counted["Invocations"]


def test_retries_are_counted_where_they_are_sent(failures: Failures, wire: Wire) -> None:
    """A request that nobody answers is counted as well: calls on the wire less those that had to be made."""
    failures.hanging()
    sent = wire.operations().count("CreateModelPackage")
    (line,) = [json.loads(item["message"]) for item in failures.log()]
    assert sent - 1 == line["retries"]


def test_the_example_of_the_page_is_a_line_of_today(failures: Failures) -> None:
    """A create that was throttled twice writes the line of the page, but for IDs and times."""
    failures.throttled_for_a_while()
    line = json.loads(failures.log()[-1]["message"])
    (example,) = map(json.loads, _blocks(PAGE, "json"))
    for record in (line, example):
        record["durationMs"] = record["request"] = None
        for call in record["calls"]:
            call["durationMs"] = call["requestId"] = None
    assert example == line


def test_the_fields_of_the_page_are_those_of_a_line() -> None:
    """The table under The log has every field, and no other; so has its last row those of a call."""
    table = _sections(2)["The log"]
    named = [name for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)]
    assert [field.name for field in fields(InvocationRecord)] == named
    (of_calls,) = re.findall(r"^\| `calls` \| (.*)", table, re.MULTILINE)
    assert {field.name for field in fields(Call)} == set(re.findall(r"`(\w+)`", of_calls))


@pytest.fixture
def answers(failures: Failures) -> dict[str, list[dict[str, Any]]]:
    """Return the answer to each query of the page for a log with a few failures in it, the parameters of queries filled in."""
    for failure in ("denied", "gone", "throttled_for_a_while", "image_is_missing", "bug", "hanging", "out_of_time"):
        getattr(failures, failure)()
    log = failures.log()
    line = json.loads(log[0]["message"])  # of the create that was denied
    found = {}
    for title, query in QUERIES.items():
        if title == "NeverStarted":
            continue
        query = re.sub(r'(stack|logicalId|request) = "[^"]*"', lambda match: f'{match[1]} = "{line[match[1]]}"', query)
        found[title] = run_query(query, log)
    return found


def test_every_query_finds_what_its_question_asks_for(answers: dict[str, list[dict[str, Any]]]) -> None:
    """Each has rows, and each column of at least one row has a value: no name in it is misspelt."""
    assert len(answers) == len(QUERIES) - 1
    for title, rows in answers.items():
        assert rows, title
        assert [] == [name for name in rows[0] if all(row[name] in (None, "") for row in rows)], title


def test_the_queries_answer_their_questions(answers: dict[str, list[dict[str, Any]]]) -> None:
    """What is known of the failures that were made is in the answers, and nothing else."""
    failed = {row["errorCode"] for row in answers["Which resource failed, and why?"]}
    assert {"AccessDenied", "NotFound", "NotStabilized", "InternalFailure"} <= failed
    said = answers["What did SageMaker say, under which request ID?"]
    assert {"AccessDeniedException", "ValidationException"} <= {row["call.errorCode"] for row in said}
    assert all(row["call.requestId"] for row in said if row["call.errorCode"] == "ValidationException")
    assert max(row["seconds"] for row in answers["How long do creates take?"]) >= 25
    calls = {row["call.operation"]: row for row in answers["Which calls are slow, or sent again?"]}
    assert 0 == calls["DescribeModelPackage"]["retries"]
    in_vain = sum(row["call.retries"] for row in said if row["call.operation"] == "CreateModelPackage")
    # With those of the create that was throttled for a while.
    assert in_vain + 2 == calls["CreateModelPackage"]["retries"]
    assert {"AccessDenied"} == {row["errorCode"] for row in answers["What happened to one operation?"]}
    assert len(answers["What happened to one resource?"]) > 1
    (bug,) = answers["Where is the traceback of a bug?"]
    assert bug["@message"].startswith("ZeroDivisionError")
    assert bug["@logStream"]
    assert {"DescribeModelPackage"} == {row["call.operation"] for row in answers["OutOfTime"]}
    assert all(row["durationMs"] >= 25000 for row in answers["Duration"])


def test_the_dashboard_has_the_queries_of_the_page() -> None:
    """Each log widget shows what the page explains, of the log group of the handlers."""
    queries = [widget["query"].partition(" | ") for widget in _widgets("log")]
    assert queries
    assert {"SOURCE 'value'"} == {source for source, _, _ in queries}
    assert [] == [query for _, _, query in queries if query not in QUERIES.values()]


def _widgets(kind: str) -> list[dict[str, Any]]:
    """Return the properties of the dashboard's widgets of a kind, with the template's references substituted."""
    body = RESOURCES["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    widgets = json.loads(re.sub(r"\$\{[^}]*\}", "value", body))["widgets"]
    return [widget["properties"] for widget in widgets if widget["type"] == kind]


def test_the_references_of_the_dashboard_exist() -> None:
    """What is substituted is a resource of the template or AWS's; every alarm is shown."""
    body = RESOURCES["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    named = {name.partition(".")[0] for name in re.findall(r"\$\{([^}]*)\}", body)}
    assert named == {"AWS::Region", "LogGroup", *ALARMS}


def _metrics_of_filters() -> dict[tuple[str, str], list[str]]:
    """Return the metrics that are counted from logs, by namespace and name, with the names of their dimensions."""
    transformations = [item for properties in FILTERS.values() for item in properties["MetricTransformations"]]
    return {
        (item["MetricNamespace"], item["MetricName"]): [part["Key"] for part in item.get("Dimensions", [])]
        for item in transformations
    }


def test_the_metrics_of_the_dashboard_are_counted() -> None:
    """Namespace, name and dimension are those of a metric filter, none of a namespace that AWS may refuse; all are shown."""
    known, shown = _metrics_of_filters(), set()
    for widget in _widgets("metric"):
        before: list[str] = []
        for row in widget["metrics"]:
            namespace, name, *dimensions = before = [
                before[index] if part == "." else part for index, part in enumerate(row)
            ]
            shown.add((namespace, name))
            assert known[namespace, name] == dimensions[::2]
            assert set(dimensions[1::2]) <= {"create", "read", "update", "delete", "list"}
    assert known.keys() - shown == {(NAMESPACE, "Invocations")}


def test_alarms_watch_metrics_that_are_counted() -> None:
    """Each alarm is on metrics of filters, without dimensions."""
    known = _metrics_of_filters()
    for alarm in ALARMS.values():
        metrics = [item["MetricStat"]["Metric"] for item in alarm.get("Metrics", []) if "MetricStat" in item] or [alarm]
        assert all(not known[metric["Namespace"], metric["MetricName"]] for metric in metrics)


def test_handlers_that_never_start_raise_an_alarm() -> None:
    """Failed resources without any invocation in a quarter of an hour, where either metric may have no data."""
    expression, *watched = ALARMS["NeverStartedAlarm"]["Metrics"]
    assert "IF(FILL(failures, 0) > 0 AND FILL(invocations, 0) == 0, 1, 0)" == expression["Expression"]
    names = {item["Id"]: item["MetricStat"]["Metric"]["MetricName"] for item in watched}
    assert {"failures": "StackFailures", "invocations": "Invocations"} == names
    assert all(item["ReturnData"] is False and item["MetricStat"]["Stat"] == "Sum" for item in watched)


REASONS = {
    'Resource handler returned message: "Unable to import module" (RequestToken: 1, HandlerErrorCode: InternalFailure)': 1,
    "Internal Failure": 1,
    "Properties validation failed for resource ModelVersion with message:\n#: extraneous key [A] is not permitted": 0,
    "Resource creation cancelled": 0,
    "Resource update cancelled": 0,
}


@pytest.mark.parametrize(("reason", "expected"), REASONS.items())
def test_stack_events_of_failed_resources_are_counted(reason: str, expected: int) -> None:
    """The rule takes failed resources of the type, in the form of the CloudFormation guide; the filter those of handlers."""
    detail: dict[str, Any] = {
        "stack-id": "arn:aws:cloudformation:us-east-1:123456789012:stack/churn/1",
        "logical-resource-id": "ModelVersion",
        "physical-resource-id": "",
        "status-details": {"status": "CREATE_FAILED", "status-reason": reason},
        "resource-type": TYPE_NAME,
        "client-request-token": "",
    }
    sent: Any = {
        "source": "aws.cloudformation",
        "detail-type": "CloudFormation Resource Status Change",
        "detail": detail,
    }
    pattern = EventPattern.load(json.dumps(RESOURCES["StackEventRule"]["Properties"]["EventPattern"]))
    assert pattern.matches_event(sent)
    assert not pattern.matches_event(sent | {"detail": detail | {"resource-type": "AWS::SageMaker::Model"}})
    complete = detail | {"status-details": {"status": "CREATE_COMPLETE", "status-reason": ""}}
    assert not pattern.matches_event(sent | {"detail": complete})
    assert expected == compile_pattern(FILTERS[OF_STACK_EVENTS]["FilterPattern"])(json.dumps(sent))
    (row,) = run_query(QUERIES["NeverStarted"], [{"timestamp": 1, "message": json.dumps(sent)}])
    assert [1, detail["stack-id"], "ModelVersion", reason] == list(row.values())


def test_every_alarm_has_a_name_of_its_own_a_runbook_and_a_row() -> None:
    """The name is the same in every account; the description names the runbook; the table says when it begins."""
    runbooks = [title for title in _sections(3) if f"### {title}" in PAGE.partition("## Runbooks")[2]]
    names = [alarm["AlarmName"] for alarm in ALARMS.values()]
    assert [f"MLOps-SageMaker-ModelPackage-{title}" for title in runbooks] == names
    rows = re.findall(r"^\| \[`(\w+)`\]\(#\w+\) \|", PAGE, re.MULTILINE)
    assert rows == runbooks
    for title, alarm in zip(runbooks, ALARMS.values(), strict=True):
        assert alarm["AlarmDescription"].endswith(f"Runbook: guide/operations.md, {title}.")
        assert all(f"**{part}" in _sections(3)[title] for part in ("Means:", "Look:", "Do"))


def test_the_page_says_what_every_metric_counts() -> None:
    """The table of the metrics has each metric of a filter, in the order of the template."""
    named = re.findall(r"^\| `(\w+)` \|", _sections(2)["Metrics"], re.MULTILINE)
    assert [name for _, name in _metrics_of_filters()] == named


def test_alarms_tell_their_topic_when_they_begin_and_when_they_end() -> None:
    """A name of a topic is one of the stack's region and account, an ARN is taken as it is."""
    for alarm in ALARMS.values():
        assert alarm["AlarmActions"] == alarm["OKActions"]
        (action,) = alarm["AlarmActions"]
        named = {"Fn::Sub": "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${AlarmTopic}"}
        topic = {"Fn::If": ["IsTopicArn", {"Ref": "AlarmTopic"}, named]}
        assert {"Fn::If": ["HasAlarmTopic", topic, {"Ref": "AWS::NoValue"}]} == action


def test_monitoring_is_off_unless_asked_for() -> None:
    """What it consists of depends on the condition, which is false by default."""
    kinds = ("AWS::CloudWatch::", "AWS::Logs::MetricFilter", "AWS::Logs::ResourcePolicy", "AWS::Events::")
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


@pytest.mark.slow
def test_the_way_from_a_stack_event_to_the_request_id(tmp_path: Path) -> None:
    """The commands of the page, for a registered type that gets its alarms so, and a stack whose image is missing.

    The line is found by what the event shows, the fingerprint is that of the event's token, and filters count it.
    """
    first, token = (
        block.text
        for block in blocks(PAGE_NAME, "From a stack event to SageMaker's request ID")
        if block.language == "sh"
    )
    with fake_credentials(), Sandbox() as sandbox:
        empty_services()
        stacks = Stacks(sandbox.url)
        stacks.client("s3").create_bucket(Bucket="packages")
        stacks.client("s3").put_object(Bucket="packages", Key="1.0.0.zip", Body=source_package())
        given = {"PackageBucket": "packages", "PackageKey": "1.0.0.zip"}
        stacks.deploy((ROOT / "deploy" / "register.yaml").read_text(encoding="utf-8"), "modelpackage-type", given)
        (tmp_path / "deploy").symlink_to(ROOT / "deploy")
        alarms = run(commands(PAGE_NAME, "Alarms and the dashboard"), sandbox.url, tmp_path)
        version = VERSION | {
            "InferenceSpecification": VERSION["InferenceSpecification"] | {"Containers": [{"Image": "churn:missing"}]}
        }
        stacks.client("sagemaker").create_model_package_group(ModelPackageGroupName="churn")
        with pytest.raises(DeploymentFailed):
            stacks.deploy({"Resources": {"ModelVersion": {"Type": TYPE_NAME, "Properties": version}}}, "churn")
        said = run(first, sandbox.url, tmp_path)
        fingerprint = run(token, sandbox.url, tmp_path).strip()
        recorded = stacks.client("logs").describe_metric_filters()["metricFilters"]
        cloudwatch = stacks.client("cloudwatch")
        actions = [alarm["AlarmActions"] for alarm in cloudwatch.describe_alarms()["MetricAlarms"]]
        dashboards = [entry["DashboardName"] for entry in cloudwatch.list_dashboards()["DashboardEntries"]]
    lines = [json.loads(text) for text in re.findall(r"\{\"operation\".*?\]\}", said)]
    (failed,) = [line for line in lines if line["status"] == "FAILED" and line["operation"] == "create"]
    assert fingerprint == failed["request"]
    assert failed["message"] in said.replace(json.dumps(failed, ensure_ascii=False), "")  # the event shows it, too
    assert all(call["requestId"] for call in failed["calls"])
    counted = [
        item["metricTransformations"][0]["metricName"]
        for item in recorded
        if compile_pattern(item["filterPattern"])(json.dumps(failed))
    ]
    assert {"NotStabilized", "Invocations", "Duration"} == set(counted)
    assert [["arn:aws:sns:us-east-1:123456789012:modelpackage-alarms"]] * len(ALARMS) == actions
    assert len(ALARMS) == alarms.count("MLOps-SageMaker-ModelPackage-")
    assert ["MLOps-SageMaker-ModelPackage-us-east-1"] == dashboards
