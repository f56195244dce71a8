"""The command `cfn-sandbox serve`."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import pytest

from cfn_sandbox.__main__ import main
from cfn_sandbox.command import warn_unless_loaded
from cfn_sandbox.engine import event
from cfn_sandbox.projects import TypeProject

PROJECT = Path(__file__).with_name("acme-config-setting")
COMMAND = [sys.executable, "-m", "cfn_sandbox", "serve", "--port", "0"]


def test_a_project_is_served_until_ctrl_c() -> None:
    """The type and its functions answer at the printed address, without settings of AWS; Ctrl-C is no error."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a process inherits that it is ignored
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    command = [*COMMAND, "--type", str(PROJECT)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        signal.signal(signal.SIGINT, before)
        assert process.stdout is not None
        (url,) = re.findall(r"The sandbox is at (http://127.0.0.1:\d+)\.", process.stdout.readline())
        keys = {"region_name": "us-east-1", "aws_access_key_id": "a", "aws_secret_access_key": "b"}
        make: Any = boto3.client
        types = make("cloudformation", endpoint_url=url, **keys).list_types()["TypeSummaries"]
        read = event("Acme::Config::Setting", "READ", {"Name": "none"})
        invoked = make("lambda", endpoint_url=url, **keys).invoke(FunctionName="TypeFunction", Payload=json.dumps(read))
        process.send_signal(signal.SIGINT)
        status = process.wait(timeout=20)
    assert ["Acme::Config::Setting"] == [item["TypeName"] for item in types]
    assert "NotFound" == json.load(invoked["Payload"])["errorCode"]
    assert 0 == status


def test_a_folder_without_a_project_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The exit status is 2, and the message names the folder and the file that is missing."""
    assert 2 == main(["serve", "--type", str(tmp_path)])
    assert f"There is no .rpdk-config in {tmp_path}" in capsys.readouterr().err


def test_a_type_that_cannot_be_loaded_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sandbox starts, and says which type will fail and why."""
    folder = tmp_path / "project"
    shutil.copytree(PROJECT, folder)
    (folder / "src" / "acme_config_setting" / "handlers.py").write_text("raise ValueError('half done')")
    warn_unless_loaded(TypeProject.read(folder))
    said = capsys.readouterr().err
    assert said.startswith("Acme::Config::Setting can't be loaded: its resources will fail. ValueError: ")
    assert said.endswith("half done\n")


def test_a_taken_port_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    """The exit status is 1, and the message says how to choose another port."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert 1 == main(["serve", "--port", str(port), "--type", str(PROJECT)])
    pattern = rf"Can't listen on port {port}: Address already in use.*\. Choose another with --port\.\n"
    assert re.fullmatch(pattern, capsys.readouterr().err)
