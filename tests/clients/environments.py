"""The clients that `make clients` tries: what each is, at which version, and an environment of its own for it.

A client is a folder beside this file with its lock file: `requirements.txt` for a virtual environment, or
`package-lock.json` for npm. It is installed under `.clients/`, again only when its lock file has changed.
To add one: a folder with a lock file, a line in CLIENTS, and a test module that uses the `environment` fixture.
"""

import fcntl
import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.environment import create, installer

ROOT = Path(__file__).resolve().parent.parent.parent
INSTALLED = ROOT / ".clients"


@dataclass(frozen=True)
class Client:
    """A program that somebody else wrote, in an environment of its own."""

    name: str  # of its folder
    package: str  # the one of its packages that people know it by
    runtimes: tuple[str, ...] = ()  # programs that the machine must have

    @property
    def version(self) -> str:
        """Return the version of its package, from the lock file."""
        if self._npm:
            packages = json.loads(self.lock.read_text(encoding="utf-8"))["packages"]
            return str(packages[f"node_modules/{self.package}"]["version"])
        found = re.search(rf"^{re.escape(self.package)}==(\S+)", self.lock.read_text(encoding="utf-8"), re.MULTILINE)
        assert found, f"{self.lock} doesn't have {self.package}"
        return found[1]

    @property
    def folder(self) -> Path:
        """Return the folder of its environment."""
        return INSTALLED / self.name

    @property
    def bin(self) -> Path:
        """Return the folder of its programs."""
        return self.folder / ("node_modules/.bin" if self._npm else "bin")

    @property
    def missing(self) -> list[str]:
        """Return the runtimes that it needs and this machine doesn't have."""
        return [runtime for runtime in self.runtimes if shutil.which(runtime) is None]

    def install(self) -> None:
        """Install what the lock file lists, unless it is installed; another process that does so is waited for."""
        INSTALLED.mkdir(exist_ok=True)
        with (INSTALLED / f"{self.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            stamp = self.folder / ".installed"
            locked = hashlib.sha256(self.lock.read_bytes() + sys.version.encode()).hexdigest()
            if not stamp.exists() or stamp.read_text() != locked:
                self._install_anew()
                stamp.write_text(locked)

    def _install_anew(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        if self._npm:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(self.lock.with_name(name), self.folder)
            self.run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        else:
            create(self.folder)
            self.add("-r", str(self.lock))

    def add(self, *packages: str) -> None:
        """Install more packages: requirements for Python, or archives for npm."""
        if self._npm:
            self.run("npm", "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", *packages)
        else:
            command, variables = installer(self.folder)
            self.run(*command, "--quiet", *packages, environment=variables)

    def run(self, *command: str, environment: Mapping[str, str] | None = None) -> None:
        """Run a command in the folder of the client. Raises AssertionError with its output if it fails."""
        ran = subprocess.run(command, cwd=self.folder, env=environment, text=True, capture_output=True, check=False)
        assert 0 == ran.returncode, f"{' '.join(command)} failed:\n{ran.stdout}{ran.stderr}"

    @property
    def _npm(self) -> bool:
        return self.lock.suffix == ".json"

    @property
    def lock(self) -> Path:
        """Return its lock file."""
        folder = Path(__file__).with_name(self.name)
        npm = folder / "package-lock.json"
        return npm if npm.exists() else folder / "requirements.txt"


NODE = ("node", "npm")
CLIENTS = {
    client.name: client
    for client in (
        Client("ansible", "ansible"),
        Client("cdk", "aws-cdk", NODE),  # the CLI, and the library and the compiler for TypeScript
        Client("cdk-python", "aws-cdk-lib", NODE),
        Client("cfn", "cloudformation-cli"),
        Client("cfn-lint", "cfn-lint"),
        Client("sagemaker", "sagemaker"),  # the SageMaker Python SDK, version 2
        Client("sagemaker-3", "sagemaker"),
        Client("sam", "aws-sam-cli"),
        Client("sceptre", "sceptre"),
        Client("serverless", "osls", NODE),
        Client("taskcat", "taskcat"),
        Client("yaml-language-server", "yaml-language-server", NODE),
    )
}
