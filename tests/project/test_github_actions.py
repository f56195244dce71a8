"""The workflows for GitHub: ours, and the example, whose shell commands do what guide/promotion.md says."""

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import yaml

from sandbox.server import Sandbox

from ..pages import ROOT, run
from ..sandbox.stacks import Stacks

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

WORKFLOW: Final = ROOT / "examples" / "github-actions" / "deploy-model.yml"
OURS: Final = ROOT / ".github" / "workflows" / "test.yml"
IMAGE: Final = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:2026"
PAGE: Final = ROOT / "guide" / "check-your-template.md"


def _workflow() -> Any:
    return yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))


@pytest.mark.parametrize("workflow", [WORKFLOW, OURS], ids=["example", "ours"])
def test_every_action_is_pinned_to_a_commit(workflow: Path) -> None:
    """A tag can be moved, a commit can't; the comment says which version it is."""
    used = re.findall(r"uses: (.*)", workflow.read_text(encoding="utf-8"))
    assert used
    assert [] == [action for action in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)]


def test_a_release_waits_for_the_tests_and_the_clients() -> None:
    """Our own workflow runs both, and publishes nothing before both have passed."""
    jobs = yaml.safe_load(OURS.read_text(encoding="utf-8"))["jobs"]
    commands = {name: " ".join(step.get("run", "") for step in job["steps"]) for name, job in jobs.items()}
    assert "make test" in commands["test"]
    assert "make clients" in commands["clients"]
    assert ["test", "clients"] == jobs["release"]["needs"]


def test_no_expression_is_part_of_a_script() -> None:
    """Values reach a script as environment variables, so that none of them is run as a command."""
    steps = [step for job in _workflow()["jobs"].values() for step in job["steps"]]
    assert [] == [step["run"] for step in steps if "${{" in step.get("run", "")]


def test_a_failure_in_a_pipe_ends_a_step() -> None:
    """GitHub's default shell goes on after a failure before `| tee`; the one that is named doesn't."""
    assert "bash" == _workflow()["defaults"]["run"]["shell"]


def test_a_reviewer_stands_between_the_change_set_and_its_execution() -> None:
    """Only the job that executes has the environment with the reviewers, and pull requests are checked only."""
    jobs = _workflow()["jobs"]
    assert {"deploy": "production"} == {name: job["environment"] for name, job in jobs.items() if "environment" in job}
    assert ["lint", "change-set", "deploy"] == list(jobs)
    assert ("lint", "change-set") == (jobs["change-set"]["needs"], jobs["deploy"]["needs"])
    assert "github.event_name == 'push'" == jobs["change-set"]["if"]
    executing = [name for name, job in jobs.items() if "execute-change-set" in json.dumps(job)]
    assert ["deploy"] == executing


def test_the_template_is_checked_with_the_version_of_the_page() -> None:
    """It installs the cfn-lint that guide/check-your-template.md names, which the rules are tested with."""
    (install,) = re.findall(r"cfn-lint==\S+", WORKFLOW.read_text(encoding="utf-8"))
    assert install in PAGE.read_text(encoding="utf-8")


class Runner:
    """Runs the shell commands of the workflow's jobs, as GitHub would, in a repository with a template."""

    def __init__(self, server: Sandbox, folder: Path):
        self._url, self._folder = server.url, folder
        self._files = {name: folder / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        shutil.copytree(ROOT / "lint", folder / "lint", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        (folder / "templates").mkdir()
        self.empty()

    def empty(self) -> None:
        """Empty what the steps of a run write to."""
        for file in self._files.values():
            file.write_text("", encoding="utf-8")

    def push(self, template: str, **parameters: str) -> str:
        """Run the jobs after the check, as if a reviewer approved; return the summary of the run."""
        (self._folder / "templates" / "model.yaml").write_text(template, encoding="utf-8")
        lines = "".join(f"{key}={value}\n" for key, value in parameters.items())
        (self._folder / "templates" / "model.txt").write_text(lines, encoding="utf-8")
        self.empty()
        self.job("change-set")
        arn = self.change_set()
        if arn:
            self.job("deploy", arn)
        return self._files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")

    def change_set(self) -> str:
        """Return the ARN of the change set that the last job created; an empty string if there was nothing to change."""
        (output,) = self._files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines()
        return output.removeprefix("arn=")

    def job(self, name: str, arn: str = "") -> None:
        """Run the steps of a job that have commands, apart from those that install and those that have no reason to run."""
        for step in _workflow()["jobs"][name]["steps"]:
            outputs = self._files["GITHUB_OUTPUT"].read_text(encoding="utf-8").strip().removeprefix("arn=")
            if "run" in step and not step["run"].startswith("pip ") and self._has_reason(step.get("if"), outputs):
                given = dict.fromkeys(step.get("env", {}), arn or outputs)
                files = {key: str(path) for key, path in self._files.items()}
                run(step["run"], self._url, self._folder, variables=_workflow()["env"] | given | files)

    @staticmethod
    def _has_reason(condition: str | None, outputs: str) -> bool:
        return {None: True, "steps.create.outputs.arn": bool(outputs), "failure()": False}[condition]


@pytest.mark.slow
def test_a_push_deploys_what_was_shown(client: "SageMakerClient", server: Sandbox, tmp_path: Path) -> None:
    """A first deployment, a replacement that the summary shows, and a push that changes nothing."""
    assert client
    runner, stacks = Runner(server, tmp_path), Stacks(server.url)
    template = (ROOT / "examples" / "versioned.yaml").read_text(encoding="utf-8")

    added = runner.push(template, Approval="Approved")
    assert re.search(r"Add\W+ModelVersion\W+MLOps::SageMaker::ModelPackage", added)
    assert stacks.outputs("churn")["ModelPackageArn"].endswith("/churn/1")

    replaced = runner.push(template, Approval="Approved", Image=f"{IMAGE}-12")
    assert re.search(r"Modify\W+ModelVersion\W+MLOps::SageMaker::ModelPackage\W+True", replaced)
    assert stacks.outputs("churn")["ModelPackageArn"].endswith("/churn/2")

    assert "" == runner.push(template, Approval="Approved", Image=f"{IMAGE}-12")
    assert stacks.outputs("churn")["ModelPackageArn"].endswith("/churn/2")


@pytest.mark.slow
def test_a_failure_is_reported_with_its_reason(client: "SageMakerClient", server: Sandbox, tmp_path: Path) -> None:
    """The last step of a run that failed prints which resource failed and why."""
    assert client
    template = (ROOT / "examples" / "versioned.yaml").read_text(encoding="utf-8")
    Stacks(server.url).create(template.replace("churn:2026-11", "churn:missing"), "churn")
    (step,) = (step for step in _workflow()["jobs"]["deploy"]["steps"] if step.get("if") == "failure()")
    said = run(step["run"], server.url, tmp_path, variables=_workflow()["env"])
    assert re.search(r"^ModelVersion\t.*churn:missing was not found", said, re.MULTILINE)


@pytest.mark.slow
def test_a_misspelt_property_is_found_before_anything_is_deployed(server: Sandbox, tmp_path: Path) -> None:
    """The check of a pull request fails, with the name that is wrong."""
    template = (ROOT / "examples" / "versioned.yaml").read_text(encoding="utf-8")
    runner = Runner(server, tmp_path)
    path = tmp_path / "templates" / "model.yaml"
    path.write_text(template, encoding="utf-8")
    runner.job("lint")
    path.write_text(template.replace("ModelApprovalStatus", "ModelAprovalStatus"), encoding="utf-8")
    with pytest.raises(AssertionError, match="'ModelAprovalStatus' was unexpected"):
        runner.job("lint")
