"""guide/clients.md: Ansible, the Serverless Framework, taskcat and SAM's linter, run as the page shows them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.examples import EXAMPLES

from ..pages import ROOT, blocks, commands, run, write_files
from .environments import Client

Environment = Callable[[str], Client]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a template."""
    shutil.copy(EXAMPLES / "versioned.yaml", tmp_path)
    return tmp_path


@pytest.mark.skipif(sys.version_info < (3, 11), reason="this version of Ansible needs Python 3.11")
def test_ansible_deploys_approves_and_deletes(environment: Environment, address: str, folder: Path) -> None:
    """A playbook creates the version, approves it in place, and deletes it with its stack."""
    write_files(blocks("clients", "Ansible"), folder)
    said = run(commands("clients", "Ansible"), address, folder, environment("ansible").bin)
    assert "\nApproved\n" in said
    assert 3 == said.count("changed=1")
    assert "" == run(_versions("churn-ansible"), address, folder)


def test_serverless_deploys_and_removes(environment: Environment, address: str, folder: Path) -> None:
    """A service has a version among its resources."""
    write_files(blocks("clients", "Serverless Framework"), folder)
    said = run(commands("clients", "Serverless Framework"), address, folder, environment("serverless").bin)
    assert "Service deployed to stack churn-test" in said
    assert "\nCompleted\n" in said
    assert "" == run(_versions("churn-serverless"), address, folder)


def test_taskcat_deploys_a_template_and_deletes_the_stack(environment: Environment, address: str, folder: Path) -> None:
    """The stack is created and deleted; what comes after it needs the internet."""
    write_files(blocks("clients", "taskcat"), folder)
    script = commands("clients", "taskcat").replace("--lint-disable", "--lint-disable || true")
    said = run(script, address, folder, environment("taskcat").bin)
    assert "status: CREATE_COMPLETE" in said
    assert "status: DELETE_COMPLETE" in said


def test_sam_validates_with_our_rules(environment: Environment, folder: Path) -> None:
    """With the `.cfnlintrc` of the page the template is valid, and a misspelt property isn't; without it, SAM knows no type."""
    template = folder / "template.yaml"
    (folder / "versioned.yaml").rename(template)
    shutil.copytree(ROOT / "lint", folder / "lint", ignore=shutil.ignore_patterns("build", "*.egg-info"))
    command = commands("clients", "SAM's linter")

    def validate() -> str:
        variables = {"PATH": f"{environment('sam').bin}{os.pathsep}{os.environ['PATH']}", "SAM_CLI_TELEMETRY": "0"}
        place = {"AWS_DEFAULT_REGION": "us-east-1", "HOME": str(folder)}
        bash = ["bash", "-c", command]
        ran = subprocess.run(
            bash, cwd=folder, env=os.environ | variables | place, text=True, capture_output=True, check=False
        )
        return ran.stdout + ran.stderr

    assert "E3006" in validate()
    assert [".cfnlintrc"] == write_files(blocks("clients", "SAM's linter"), folder)
    assert "is a valid SAM Template" in validate()
    template.write_text(template.read_text().replace("ModelApprovalStatus", "ModelAprovalStatus"))
    assert "Did you mean 'ModelApprovalStatus'?" in validate()


def _versions(group: str) -> str:
    return f"aws sagemaker list-model-packages --model-package-group-name {group} --output text"
