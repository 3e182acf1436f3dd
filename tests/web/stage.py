"""What the server tests share: a folder with painted pictures, a server over it, and ways to wait without guessing."""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import mischief, pictures
from tests.material import ROOT
from tests.server import Reply, Server

PATIENCE = 20.0  # seconds after which a test that waits has failed; nothing is measured with it

BASIS: dict[str, Any] = {
    "loader": {"use": "fitter.storages.files.FileStorage", "root": "images"},
    "result_storage": {"use": "fitter.storages.files.FileStorage", "root": "results"},
    "engine": {"workers": 1},
    "operations": mischief.OPERATIONS,
}


class Stage:
    """A folder of its own: sources in ``images``, results in ``results``, and what mischief leaves."""

    def __init__(self, folder: Path, settings: dict[str, Any], *, fresh: bool = False) -> None:
        self.folder, self.results, self.settings = folder, folder / "results", settings
        self._fresh = fresh
        pictures.paint(folder / "images")
        (folder / "canary.jpg").write_bytes(b"CANARY" + pictures.encoded(pictures.quarters(), ".jpg"))

    def server(self, **changes: Any) -> Server:
        """A server over the folder; not yet started."""
        settings = {**BASIS, **self.settings, **changes}
        return Server(self.folder, settings, environment={"PYTHONPATH": str(ROOT)}, fresh=self._fresh)

    def kept(self) -> list[Path]:
        """The results that are stored."""
        return [path for path in self.results.rglob("*") if path.is_file()]

    def pids(self, gate: str) -> list[int]:
        """The workers that have come to that gate, in order."""
        file = self.folder / f"{gate}.pids"
        return [int(line) for line in file.read_text().splitlines()] if file.exists() else []

    def at_gate(self, gate: str, times: int = 1) -> int:
        """Wait until a worker stands at the gate for the so-manieth time; its process."""
        until(lambda: len(self.pids(gate)) >= times)
        return self.pids(gate)[times - 1]

    def open_gate(self, gate: str) -> None:
        """Let those at the gate go on, and all that come later."""
        (self.folder / f"{gate}.go").touch()


def until(condition: Callable[[], object]) -> None:
    """Wait for something that must come."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.005)


@contextmanager
def asked(server: Server, path: str, times: int = 1) -> Iterator[list[Pending]]:
    """Requests that the server has taken in; their answers are not read yet, and whoever leaves here hangs up."""
    with ExitStack() as stack:
        connections = [http.client.HTTPConnection("127.0.0.1", server.port, timeout=60) for _ in range(times)]
        for connection in connections:
            stack.enter_context(closing(connection))
            connection.request("GET", path)
        for _ in range(2):  # it takes in one after the other, so these come after those
            assert server.request("/health").status == 200
        yield [Pending(connection) for connection in connections]


@dataclass
class Pending:
    """A request whose answer is not read yet."""

    connection: http.client.HTTPConnection

    def reply(self) -> Reply:
        """Wait for the answer."""
        answer = self.connection.getresponse()
        return Reply(answer.status, dict(answer.getheaders()), answer.read())


def metric(server: Server, name: str) -> float:
    """One figure, named as Prometheus does: ``fitter_worker_events_total{event="jobs"}``."""
    text = server.request("/metrics").body.decode()
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def running(pid: int) -> bool:
    """Whether the process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children(pid: int) -> list[int]:
    """The processes that a process has started and that live."""
    try:
        found = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return [child for child in found if running(child)]


def logged(server: Server, request_id: str) -> dict[str, Any]:
    """The line of a request, which is written just after its answer."""
    until(lambda: any(request_id in line for line in server.lines))
    line = next(line for line in server.lines if request_id in line)
    return json.loads(line)
