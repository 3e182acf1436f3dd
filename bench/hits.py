"""What a hit costs, each beside a bare Tornado handler in the same run.

``python -m bench.hits`` prints a table in Markdown: answers a second, and the processor time of the server for each.
The client is a process of its own and asks on eight connections that stay open, one request at a time. Each contender
has its turn in every round, and the medians count, so that what else the machine does hits all alike.
thumbor takes part as ``bench.contenders`` says. The processor time is that of all processes of a server.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.asking import HEAD
from bench.contenders import kept, spent, started, thumbor
from bench.load import whole
from tests.server import Server
from tests.valkey import Valkey, free_port
from tests.web.stage import Stage

COUNT, ROUNDS = 4000, 7
SIZE, SOURCE = "300x200", "quarters.jpg"
BARE = "bare Tornado handler"


@dataclass(frozen=True)
class Contender:
    """A server, and what it is asked."""

    process: int
    port: int
    request: str

    def turn(self) -> tuple[float, float]:
        """Answers a second, and seconds of the server's processor for each."""
        before = spent(self.process)
        command = [sys.executable, "-m", "bench.load", str(self.port), str(COUNT), self.request]
        rate = float(subprocess.run(command, capture_output=True, check=True, timeout=120).stdout)
        return rate, (spent(self.process) - before) / COUNT


def asked(port: int, request: str) -> bytes:
    """The head of the answer to one request."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        return whole(connection, request.encode())[1]


def hit(server: Server) -> Contender:
    """A picture that is kept."""
    request = HEAD.format(server.path(SIZE, SOURCE), "")
    for _ in range(3):
        head = asked(server.port, request)
        time.sleep(0.2)  # it is kept behind the answer
    assert b"X-Cache: HIT" in head, head
    return Contender(server.process.pid, server.port, request)


def unchanged(server: Server) -> Contender:
    """A picture that the client has."""
    basis = hit(server)
    etag = asked(server.port, basis.request).partition(b"Etag: ")[2].partition(b"\r\n")[0].decode()
    request = HEAD.format(server.path(SIZE, SOURCE), f"If-None-Match: {etag}\r\n")
    assert b" 304 " in asked(server.port, request)
    return Contender(server.process.pid, server.port, request)


def theirs(process: int, port: int, path: str) -> Contender:
    """A server of somebody else's."""
    request = HEAD.format(path, "")
    assert b" 200 " in asked(port, request)
    return Contender(process, port, request)


def bare(stack: ExitStack, picture: Path) -> Contender:
    """A handler that writes the same bytes."""
    port = free_port()
    process = started(stack, [sys.executable, "-m", "bench.bare", str(port), str(picture)], port, "/picture")
    return theirs(process, port, "/picture")


def of_thumbor(stack: ExitStack, folder: Path) -> Contender:
    """thumbor, with a result storage of files."""
    place = folder / "thumbor"
    one = thumbor(stack, place, folder / "memory/images", SOURCE, processes=1, **kept(place / "results"))
    return theirs(one.processes[0], one.ports[0], one.url(SIZE, SOURCE))


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        valkey = stack.enter_context(Valkey(folder / "valkey"))
        common = {"engine": {"workers": 1}, "sources": {"max_age": "1h"}}
        tiers = {
            "memory": {"use": "fitter.storages.memory.MemoryStorage"},
            "files": {"use": "fitter.storages.files.FileStorage", "root": "results"},
            "Redis": {"use": "fitter.storages.redis.RedisStorage", "url": valkey.url},
        }
        servers = {
            tier: stack.enter_context(Stage(folder / tier, {}).server(result_storage=options, **common))
            for tier, options in tiers.items()
        }
        content = servers["memory"].get(SIZE, SOURCE).body
        (folder / "picture").write_bytes(content)
        contenders = {BARE: bare(stack, folder / "picture")}
        contenders["fitter, memory"] = hit(servers["memory"])
        contenders["fitter, 304"] = unchanged(servers["memory"])
        contenders["fitter, files"] = hit(servers["files"])
        contenders["fitter, Redis"] = hit(servers["Redis"])
        contenders["thumbor, files"] = of_thumbor(stack, folder)
        rounds = [{name: one.turn() for name, one in contenders.items()} for _ in range(ROUNDS)]
    sys.stdout.write(table(rounds, len(content)))
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
