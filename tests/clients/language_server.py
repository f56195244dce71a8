"""A client of the YAML language server: the part of the protocol that an editor needs for one file."""

import json
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any


class LanguageServer:
    """A running language server with the settings of an editor, as a context manager."""

    def __init__(self, program: Path, root: Path, settings: dict[str, Any]):
        self._program = program
        self._root = root
        self._settings = settings
        self._last = 0

    def __enter__(self) -> "LanguageServer":
        command = [str(self._program), "--stdio"]
        self._process = subprocess.Popen(command, cwd=self._root, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        abilities = {"workspace": {"configuration": True}, "textDocument": {"hover": {"contentFormat": ["markdown"]}}}
        self._ask("initialize", {"processId": None, "rootUri": self._root.as_uri(), "capabilities": abilities})
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": self._settings})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def open(self, path: Path) -> list[dict[str, Any]]:
        """Open a file and return what the server finds in it."""
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": path.read_text()}
        self._tell("textDocument/didOpen", {"textDocument": document})
        while True:
            said = self._read()
            if said.get("method") == "textDocument/publishDiagnostics" and said["params"]["uri"] == path.as_uri():
                found: list[dict[str, Any]] = said["params"]["diagnostics"]
                return found

    def hover(self, path: Path, line: int, character: int) -> str:
        """Return the text that is shown at a place."""
        shown = self._ask("textDocument/hover", self._place(path, line, character))
        return str(shown["contents"]["value"])

    def completion(self, path: Path, line: int, character: int) -> list[str]:
        """Return what is offered at a place."""
        offered = self._ask("textDocument/completion", self._place(path, line, character))
        return [item["label"] for item in offered["items"]]

    def _place(self, path: Path, line: int, character: int) -> dict[str, Any]:
        return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": character}}

    def _ask(self, method: str, params: dict[str, Any]) -> Any:
        self._last += 1
        self._write({"id": self._last, "method": method, "params": params})
        while True:
            said = self._read()
            if said.get("id") == self._last and "method" not in said:
                assert "error" not in said, said
                return said["result"]

    def _tell(self, method: str, params: dict[str, Any]) -> None:
        self._write({"method": method, "params": params})

    def _read(self) -> dict[str, Any]:
        """Return the next message; a question of the server about its settings is answered."""
        stream = self._process.stdout
        assert stream
        length = 0
        while line := stream.readline().strip():
            name, _, value = line.decode().partition(": ")
            length = int(value) if name == "Content-Length" else length
        assert length, "the language server ended"
        said: dict[str, Any] = json.loads(stream.read(length))
        if "id" in said and "method" in said:
            items = said.get("params", {}).get("items", [])
            self._write({"id": said["id"], "result": [self._settings.get(item.get("section")) for item in items]})
        return said

    def _write(self, message: dict[str, Any]) -> None:
        stream = self._process.stdin
        assert stream
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        stream.flush()
