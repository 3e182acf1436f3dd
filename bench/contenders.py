"""The servers that are compared: fitter, thumbor, and others whose programs are there; what they have spent.

thumbor is the program that THUMBOR names, by default the one on PATH; where there is none, thumbor 7.8 gets an
environment of its own from PyPI, in ``var/thumbor``.
"""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import asking
from tests.material import ROOT
from tests.server import Server
from tests.valkey import free_port

CORES = len(os.sched_getaffinity(0))
LANES = 4  # connections for each core
_PATIENCE = 30.0


@dataclass(frozen=True)
class Contender:
    """A server, as many processes of it as it takes, on one port or on several."""

    processes: tuple[int, ...]
    ports: tuple[int, ...]
    url: Callable[[str, str], str]
    """The path for operations, such as ``fit-in/300x200``, and a file."""

    def spent(self) -> float:
        """Seconds of the processor."""
        return sum(map(spent, self.processes))

    def turn(self, tasks: list[tuple[str, str]]) -> float:
        """Seconds for operations and files, each asked for once."""
        return asking.asked(self.lanes(), [self.url(*task) for task in tasks]).seconds

    def lanes(self) -> list[int]:
        """The port of each connection that it is asked on, the same number for all contenders."""
        return list(self.ports) * (CORES * LANES // len(self.ports))

    def picture(self, operations: str, file: str) -> bytes:
        """One picture.

        Raises:
            ValueError: the answer is an error.
        """
        with closing(http.client.HTTPConnection("127.0.0.1", self.ports[0], timeout=_PATIENCE)) as connection:
            connection.request("GET", path := self.url(operations, file))
            answer = connection.getresponse()
            body = answer.read()
        if answer.status != 200:
            raise ValueError(f"{path} was answered {answer.status}")
        return body

    def makes(self, operations: str, file: str) -> bool:
        """Whether it is able to."""
        try:
            return bool(self.picture(operations, file))
        except ValueError:
            return False


def spent(process: int) -> float:
    """Seconds of a process's processor, and of all that it has started, whether they live or not."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        own = time.clock_gettime((~process << 3) | 2)  # its clock in Linux, which is finer than what the file says
        reaped = sum(map(int, stat[13:15])) / os.sysconf("SC_CLK_TCK")
    except OSError:  # it has just ended
        return 0.0
    return own + reaped + sum(map(spent, _children(process)))


def _children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(number) for file in tasks for number in file.read_text().split()]


def started(stack: ExitStack, command: list[str], port: int, path: str, **environment: str) -> int:
    """A server of somebody else's, once it answers; its process."""
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env={**os.environ, **environment}, **quiet)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            Contender((), (port,), lambda _, file: file).picture("", path)
            return process.pid
        except OSError:
            assert time.monotonic() < end, command
            time.sleep(0.1)


def fitter(stack: ExitStack, folder: Path, root: Path, *results: dict[str, Any], workers: int = CORES) -> Contender:
    """fitter over the files below a root, with its settings in a folder, and results kept there if anywhere."""
    folder.mkdir()
    basis: dict[str, Any] = {"result_storage": list(results)}
    basis |= {"engine": {"workers": workers, "deadline": "60s"}}  # a machine that others use too is no fault of its own
    basis |= {"loader": {"use": "fitter.storages.files.FileStorage", "root": str(root)}, "sources": {"max_age": "1h"}}
    server = Server(folder, basis, environment={"PYTHONPATH": str(ROOT)})
    stack.enter_context(server)
    return Contender((server.process.pid,), (server.port,), server.path)


def program() -> str:
    """thumbor's, which is made if need be."""
    found = shutil.which(os.environ.get("THUMBOR", "thumbor"))
    made = ROOT / "var" / "thumbor" / "bin"
    if found is None and not (made / "thumbor").exists():
        subprocess.run([sys.executable, "-m", "venv", str(made.parent)], check=True)
        subprocess.run([made / "pip", "install", "--quiet", "thumbor==7.8.*"], check=True)
    return found or str(made / "thumbor")


def thumbor(stack: ExitStack, folder: Path, root: Path, file: str, processes: int = CORES, **more: Any) -> Contender:
    """thumbor over the same files, as it comes but for turning pictures upright; each process has a port of its own."""
    folder.mkdir()
    settings = {"LOADER": "thumbor.loaders.file_loader", "FILE_LOADER_ROOT_PATH": str(root)}
    settings |= {
        "STORAGE": "thumbor.storages.no_storage",
        "ALLOW_UNSAFE_URL": True,
        "RESPECT_ORIENTATION": True,
        **more,
    }
    config, ports = folder / "thumbor.conf", tuple(free_port() for _ in range(processes))
    config.write_text("".join(f"{name} = {value!r}\n" for name, value in settings.items()))
    command = [program(), "-c", str(config), "-i", "127.0.0.1", "-l", "error", "--processes", "1", "-p"]
    running = [started(stack, [*command, str(port)], port, f"/unsafe/9x9/{file}") for port in ports]
    return Contender(tuple(running), ports, lambda operations, name: f"/unsafe/{operations}/{name}")


def kept(folder: Path) -> dict[str, Any]:
    """thumbor's settings for a result storage of files."""
    settings = {"RESULT_STORAGE": "thumbor.result_storages.file_storage", "RESULT_STORAGE_STORES_UNSAFE": True}
    return settings | {"RESULT_STORAGE_FILE_STORAGE_ROOT_PATH": str(folder), "RESULT_STORAGE_EXPIRATION_SECONDS": 0}
