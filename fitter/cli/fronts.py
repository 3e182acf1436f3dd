"""Several front processes on one port, and who looks after them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess  # the fronts are this same program
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tornado.netutil import bind_sockets

from fitter import kernel
from fitter.flow.purging.neighbours import MEETING_PLACE
from fitter.problems import ConfigError
from fitter.settings.listening import Server
from fitter.workers import scratch
from fitter.workers.process import import_path

_PAUSE = 1.0  # seconds between the death of a front and the next
_LOOK = 0.1  # seconds
_STEADY = 30.0  # seconds after which a front is taken for one that could start
_FIGURES = "fitter-metrics-"


class Fronts:
    """Starts the fronts, replaces one that dies, hands signals on."""

    def __init__(self, server: Server, arguments: Sequence[str]) -> None:
        self._server = server
        self._arguments = list(arguments)
        self._figures = Path()
        self._fronts: list[subprocess.Popen[bytes]] = []
        self._refused: dict[int, float] = {}  # the places of fronts that ended with 1, and when
        self._asked = self._told = 0  # to stop: signals that came, and those that were handed on

    def run(self) -> int:
        """Look after the fronts until they have all ended after a signal, or of themselves; the exit code.

        Raises:
            ConfigError: the port cannot be had.
        """
        kernel.hide()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)
        held = self._hold_port()
        scratch.sweep(_FIGURES)  # of one that was killed
        self._figures, lock = scratch.place(_FIGURES)
        try:
            self._watch(held[0].getsockname()[1])
        finally:
            shutil.rmtree(self._figures, ignore_errors=True)
            del lock
        return max(front.returncode or 0 for front in self._fronts)

    def _watch(self, port: int) -> None:
        self._fronts = [self._start(port) for _ in range(self._server.processes)]
        dead: dict[int, float] = {}
        while not self._over():
            self._tell()
            self._replace_dead(port, dead)
            time.sleep(_LOOK)
        for front in self._fronts:  # those that try once more what all have failed at
            front.kill()
            front.wait()

    def _over(self) -> bool:
        codes = [front.poll() for front in self._fronts]
        for at, code in enumerate(codes):
            if code == 1:
                self._refused[at] = time.monotonic()
        # Refused by all: the configuration is wrong, and their own lines say where. Their starts take turns on a busy
        # machine, so that some may be trying again when the last one has failed.
        late = time.monotonic() - _STEADY
        refused = len([when for when in self._refused.values() if when > late]) == len(codes)
        return refused or (None not in codes and self._told > 0)

    def _ask(self, *_: object) -> None:
        self._asked += 1  # handed on outside the handler, so that no front that is just starting is left out

    def _tell(self) -> None:
        while self._told < self._asked:
            self._told += 1
            for front in self._fronts:
                front.send_signal(signal.SIGTERM)

    def _hold_port(self) -> list[socket.socket]:
        # Bound but not listening: it keeps the port for all fronts, and takes no connection from them.
        place = self._server
        try:
            return [_bound(place.address, place.port)]
        except OSError as error:
            raise ConfigError([f"cannot listen on {place.address} port {place.port}: {error.strerror}"]) from error

    def _start(self, port: int) -> subprocess.Popen[bytes]:
        options = ["--front", str(os.getpid()), "--port", str(port), *self._arguments]
        command = [sys.executable, "-P", "-m", "fitter", "serve", *options]
        shared = {"PROMETHEUS_MULTIPROC_DIR": str(self._figures), MEETING_PLACE: str(self._figures)}
        environment = {**os.environ, **shared, "PYTHONPATH": import_path()}
        # In a group of its own: Ctrl-C in the terminal is for this process, which hands it on once.
        return subprocess.Popen(command, env=environment, process_group=0)  # noqa: S603  our own interpreter

    def _replace_dead(self, port: int, dead: dict[int, float]) -> None:
        for at, front in enumerate(self._fronts):
            if front.poll() is None or self._asked or time.monotonic() - dead.setdefault(at, time.monotonic()) < _PAUSE:
                continue
            for file in self._figures.glob(f"*live*_{front.pid}.db"):
                file.unlink()  # or its gauges would be counted for ever
            self._fronts[at] = self._start(port)
            del dead[at]


def _bound(address: str, port: int) -> socket.socket:
    if port:
        # Another server that does not share the port is found here, and not by each front for itself.
        for probe in bind_sockets(port, address, reuse_port=True):
            probe.close()
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    held = socket.socket(family, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    held.bind((address, port))
    return held
