"""A broker, a front, and Celery's workers, all real, in one folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fitter import Job
from fitter.url.query import signed
from tests import mischief, pictures
from tests.material import ROOT
from tests.server import Reply, Server
from tests.valkey import Valkey
from tests.web.stage import BASIS, until

PLACES = os.pathsep.join(map(str, (ROOT, ROOT / "plugins/fitter-celery", Path(__file__).parent)))
FLAGS = ("--without-gossip", "--without-mingle", "--without-heartbeat")


class Plant:
    """Where it all is; sources in ``images``, results in ``results``."""

    def __init__(self, folder: Path, broker: Valkey, **options: Any) -> None:
        self.folder, self.broker = folder, broker
        pictures.paint(folder / "images")
        self.options = {"url": broker.url, "timeout": 0.3, "pause": 0.02, "retries": 2, "lost_after": 2, **options}
        self.settings = {**BASIS, "operations": mischief.OPERATIONS, "engine": {"workers": 1, "deadline": 30}}
        self.settings["queue"] = {"use": "fitter_celery.CeleryQueue", **self.options}
        self.server = Server(folder, self.settings, environment={"PYTHONPATH": PLACES})
        self.log = folder / "worker.log"

    @contextmanager
    def worker(self, *flags: str) -> Iterator[subprocess.Popen[bytes]]:
        """A worker of Celery's that takes jobs."""
        environment = {**os.environ, "PYTHONPATH": PLACES, "FITTER_CONFIG": str(self.folder / "fitter.conf")}
        command = [sys.executable, "-m", "celery", "-A", "fitter_celery", "worker", "-l", "info", *FLAGS, *flags]
        with self.log.open("ab") as log:
            begin = log.tell()
            process = subprocess.Popen(
                [*command, "-I", "fitter_celery_seen"], cwd=self.folder, env=environment, stdout=log, stderr=log
            )
        try:
            until(lambda: b" ready." in self.log.read_bytes()[begin:] or process.poll() is not None)
            assert process.poll() is None, self.log.read_text()
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            finally:
                process.kill()
                process.wait()

    def seen(self) -> list[Job]:
        """The jobs that workers took up, in order."""
        file = self.folder / "seen"
        return [Job.read(json.loads(line)) for line in file.read_text().splitlines()] if file.exists() else []

    def ask(self, action: str, query: str) -> Reply:
        """A signed request for an action."""
        pairs = [(name, value) for name, _, value in (one.partition("=") for one in query.split("&"))]
        return self.server.request(signed(action, pairs, self.server.signer))

    def times(self, path: str) -> int:
        """How often a worker took up the job of that path."""
        return [one.path for one in self.seen()].count(path)

    def pids(self, gate: str) -> list[int]:
        """The engine's workers that have come to that gate."""
        file = self.folder / f"{gate}.pids"
        return [int(line) for line in file.read_text().splitlines()] if file.exists() else []

    def open_gate(self, gate: str) -> None:
        """Let those at the gate go on."""
        (self.folder / f"{gate}.go").touch()


def parent(pid: int) -> int:
    """The process that started a process."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
