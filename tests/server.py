"""A real fitter in a process of its own, on a free port of loopback."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from fitter import resolve
from fitter.url.address import address
from fitter.url.grammar import Grammar
from fitter.url.signature import Key, Signer
from fitter.url.vocabulary import Vocabulary
from tests.forked import Forked

KEY = "a key for tests, long enough"


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def problem(self) -> dict[str, Any]:
        """The body of an error."""
        assert self.headers["Content-Type"] == "application/problem+json", self.headers
        return json.loads(self.body)


class Server:
    """`fitter serve` with settings of the test's, its workers fresh interpreters if wanted; use it as a context."""

    def __init__(
        self,
        folder: Path,
        settings: dict[str, Any],
        *,
        environment: Mapping[str, str] | None = None,
        fresh: bool = False,
    ) -> None:
        self.file = folder / "fitter.conf"
        basis = {"security": {"keys": [KEY], "allow_unsigned": True}, "server": {"port": 0}}
        self.file.write_text(yaml.safe_dump({**basis, **settings}))
        self.signer = Signer([Key(KEY.encode())])
        self.grammar = Grammar(Vocabulary(resolve.operations(settings.get("operations", []))))
        self.lines: list[str] = []
        self.environment, self._fresh = {**os.environ, **(environment or {})}, fresh

    def __enter__(self) -> Server:
        command = ("serve", "--config", str(self.file))
        self.process = Forked(command, self.file.parent, self.environment, fresh=self._fresh)
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        assert self._ready.wait(30), "".join(self.lines)
        announced = re.search(r"serves on http://\S+?:(\d+)", "".join(self.lines))
        assert announced, "".join(self.lines)
        self.port = int(announced[1])
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        self._reader.join(10)
        self.process.stdout.close()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line)
            if "serves on" in line:
                self._ready.set()
        self._ready.set()

    def path(self, operations: str, source: str) -> str:
        """A signed path."""
        return address(self.grammar, self.signer, operations, source)

    def sign(self, path: str) -> str:
        """A signature before a path, whatever stands in it."""
        return self.signer.sign(path)

    def request(self, path: str, method: str = "GET", **headers: str) -> Reply:
        """One request on a connection of its own; underscores in names of headers are dashes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            answer = connection.getresponse()
            return Reply(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def get(self, operations: str, source: str, **headers: str) -> Reply:
        """GET of a signed path."""
        return self.request(self.path(operations, source), **headers)

    @property
    def access_lines(self) -> list[dict[str, Any]]:
        """The log's lines of requests."""
        parsed = [json.loads(line) for line in self.lines if line.startswith("{")]
        return [line for line in parsed if line["logger"] == "fitter.access"]
