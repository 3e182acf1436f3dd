"""What a hit costs, each beside a bare Tornado handler in the same run.

``python -m bench.hits`` prints a table in Markdown: answers a second, and the processor time of the server for each.
The client is a process of its own and asks on eight connections that stay open, one request at a time. Each contender
has its turn in every round, and the medians count, so that what else the machine does hits all alike.
thumbor takes part where its program is named by THUMBOR (by default the one on PATH), say out of an environment of its
own: ``python -m venv there; there/bin/pip install 'thumbor==7.8.*'; THUMBOR=there/bin/thumbor make bench``.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.load import whole
from tests.server import Server
from tests.web.stage import Stage

COUNT, ROUNDS = 4000, 7
SIZE, SOURCE = "300x200", "quarters.jpg"
BARE = "bare Tornado handler"
_TICK = 1 / os.sysconf("SC_CLK_TCK")
_HEAD = "GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nAccept: image/*\r\n{}\r\n"


@dataclass(frozen=True)
class Contender:
    """A server, and what it is asked."""

    process: int
    port: int
    request: str

    def turn(self) -> tuple[float, float]:
        """Answers a second, and seconds of the server's processor for each."""
        before = self._spent()
        command = [sys.executable, "-m", "bench.load", str(self.port), str(COUNT), self.request]
        rate = float(subprocess.run(command, capture_output=True, check=True, timeout=120).stdout)
        return rate, (self._spent() - before) / COUNT

    def _spent(self) -> float:
        stat = Path(f"/proc/{self.process}/stat").read_text()
        return sum(map(int, stat.rpartition(")")[2].split()[11:13])) * _TICK


def asked(port: int, request: str) -> bytes:
    """The head of the answer to one request."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        return whole(connection, request.encode())[1]


def hit(server: Server) -> Contender:
    """A picture that is kept."""
    request = _HEAD.format(server.path(SIZE, SOURCE), "")
    for _ in range(3):
        head = asked(server.port, request)
        time.sleep(0.2)  # it is kept behind the answer
    assert b"X-Cache: HIT" in head, head
    return Contender(server.process.pid, server.port, request)


def unchanged(server: Server) -> Contender:
    """A picture that the client has."""
    basis = hit(server)
    etag = asked(server.port, basis.request).partition(b"Etag: ")[2].partition(b"\r\n")[0].decode()
    request = _HEAD.format(server.path(SIZE, SOURCE), f"If-None-Match: {etag}\r\n")
    assert b" 304 " in asked(server.port, request)
    return Contender(server.process.pid, server.port, request)


def started(stack: ExitStack, command: list[str], port: int, path: str) -> Contender:
    """A server of somebody else's, once it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    request, end = _HEAD.format(path, ""), time.monotonic() + 20
    while True:
        try:
            assert b" 200 " in asked(port, request)
            return Contender(process.pid, port, request)
        except OSError:
            assert time.monotonic() < end, command
            time.sleep(0.1)


def free_port() -> int:
    """One that nobody has."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def thumbor(stack: ExitStack, program: str, folder: Path) -> Contender:
    """thumbor, with a result storage of files."""
    file, port = folder / "thumbor.conf", free_port()
    settings = {"LOADER": "thumbor.loaders.file_loader", "FILE_LOADER_ROOT_PATH": str(folder / "memory/images")}
    settings |= {"RESULT_STORAGE": "thumbor.result_storages.file_storage", "ALLOW_UNSAFE_URL": True}
    settings |= {"RESULT_STORAGE_STORES_UNSAFE": True}
    settings |= {"RESULT_STORAGE_FILE_STORAGE_ROOT_PATH": str(folder / "thumbor")}
    settings |= {"STORAGE": "thumbor.storages.no_storage", "RESULT_STORAGE_EXPIRATION_SECONDS": 0}
    file.write_text("".join(f"{name} = {value!r}\n" for name, value in settings.items()))
    command = [program, "-c", str(file), "-p", str(port), "-i", "127.0.0.1", "-l", "error", "--processes", "1"]
    return started(stack, command, port, f"/unsafe/{SIZE}/{SOURCE}")


def main() -> None:
    """Print the table."""
    program = shutil.which(os.environ.get("THUMBOR", "thumbor"))
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder, contenders = Path(name), dict[str, Contender]()
        common = {"engine": {"workers": 1}, "sources": {"max_age": "1h"}}
        tiers = {
            "memory": {"use": "fitter.storages.memory.MemoryStorage"},
            "files": {"use": "fitter.storages.files.FileStorage", "root": "results"},
        }
        servers = {
            tier: stack.enter_context(Stage(folder / tier, {}).server(result_storage=options, **common))
            for tier, options in tiers.items()
        }
        content = servers["memory"].get(SIZE, SOURCE).body
        (folder / "picture").write_bytes(content)
        port = free_port()
        contenders[BARE] = started(
            stack, [sys.executable, "-m", "bench.bare", str(port), str(folder / "picture")], port, "/picture"
        )
        contenders["fitter, memory"] = hit(servers["memory"])
        contenders["fitter, 304"] = unchanged(servers["memory"])
        contenders["fitter, files"] = hit(servers["files"])
        if program:
            contenders["thumbor, files"] = thumbor(stack, program, folder)
        rounds = [{name: one.turn() for name, one in contenders.items()} for _ in range(ROUNDS)]
    sys.stdout.write(table(rounds, len(content)))
    sys.stdout.write("" if program else "\nthumbor is not here: THUMBOR names its program.\n")
    sys.stdout.write("\nLoad of the machine: {:.1f} {:.1f} {:.1f}\n".format(*os.getloadavg()))


def table(rounds: list[dict[str, tuple[float, float]]], size: int) -> str:
    """Medians, and ratios to the bare handler."""
    lines = [f"| hit of {size} bytes | requests/s | to bare | server CPU | to bare |", "|---|---|---|---|---|"]
    for name in rounds[0]:
        rate, cpu = (median(one[name][at] for one in rounds) for at in (0, 1))
        rates = median(one[name][0] / one[BARE][0] for one in rounds)
        spent = median(one[BARE][1] / one[name][1] for one in rounds)
        lines.append(f"| {name} | {rate:.0f} | {rates:.2f} | {cpu * 1000:.3f} ms | {spent:.2f} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
