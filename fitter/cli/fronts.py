"""Several front processes on one port, and who looks after them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess  # the fronts are this same program
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from tornado.netutil import bind_sockets

from fitter.config import Server
from fitter.problems import ConfigError

_PAUSE = 1.0  # seconds between the death of a front and the next


class Fronts:
    """Starts the fronts, replaces one that dies, hands signals on."""

    def __init__(self, server: Server, arguments: Sequence[str]) -> None:
        self._server = server
        self._arguments = list(arguments)
        self._fronts: list[subprocess.Popen[bytes]] = []
        self._stopping = False

    def run(self) -> int:
        """Look after the fronts until they have all ended after a signal; the exit code.

        Raises:
            ConfigError: the port cannot be had.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._pass_on)
        with tempfile.TemporaryDirectory(prefix="fitter-metrics-") as figures:
            held = self._hold_port()
            port = held[0].getsockname()[1]
            started = [time.monotonic()] * self._server.processes
            self._fronts = [self._start(port, figures) for _ in range(self._server.processes)]
            while any(front.poll() is None for front in self._fronts) or not self._stopping:
                self._replace_dead(port, figures, started)
                time.sleep(0.1)
        return max(front.returncode or 0 for front in self._fronts)

    def _hold_port(self) -> list[socket.socket]:
        # Bound but not listening: it keeps the port for all fronts, and takes no connection from them.
        place = self._server
        try:
            return [_bound(place.address, place.port)]
        except OSError as error:
            raise ConfigError([f"cannot listen on {place.address} port {place.port}: {error.strerror}"]) from error

    def _start(self, port: int, figures: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "fitter", "serve", "--front", "--port", str(port), *self._arguments]
        environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": figures}
        return subprocess.Popen(command, env=environment)  # noqa: S603  our own interpreter and arguments

    def _replace_dead(self, port: int, figures: str, started: list[float]) -> None:
        for at, front in enumerate(self._fronts):
            if front.poll() is None or self._stopping or time.monotonic() - started[at] < _PAUSE:
                continue
            for file in Path(figures).glob(f"*live*_{front.pid}.db"):
                file.unlink()  # or its gauges would be counted for ever
            self._fronts[at] = self._start(port, figures)
            started[at] = time.monotonic()

    def _pass_on(self, number: int, _: FrameType | None) -> None:
        self._stopping = True
        for front in self._fronts:
            if front.poll() is None:
                front.send_signal(number)


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
