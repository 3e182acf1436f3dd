"""What a store that fails costs those who want a picture, and how soon it is in use again.

``python -m bench.faults`` prints a table in Markdown: times of answers with the store as it should be and with the
fault, and the time from the end of the fault to the first result that comes out of the store again. Half of the
requests are for pictures that are kept, half for new ones; names on the command line choose among the faults, which
take half a minute each.
"""

from __future__ import annotations

import contextlib
import itertools
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults import Fault, FaultProxy, refusal
from tests.s3 import S3Server
from tests.server import Server
from tests.valkey import Valkey
from tests.web.stage import Stage, metric

REQUESTS = 400
PAUSE = 0.01  # seconds between two
PATIENCE = 20.0
FOUND = 'fitter_recalls_total{found="yes",tier="result_storage[0]"}'
MADE = itertools.count(1)

NONSENSE = r"""
import socketserver, sys

class Answers(socketserver.BaseRequestHandler):
    def handle(self):
        while self.request.recv(10_000):
            self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

socketserver.ThreadingTCPServer.allow_reuse_address = True
socketserver.ThreadingTCPServer(("127.0.0.1", int(sys.argv[1])), Answers).serve_forever()
"""

Faults = dict[str, Callable[[], Any]]
"""Contexts by name; the fault is there within."""


@dataclass(frozen=True)
class Row:
    """Milliseconds, sorted; seconds."""

    usual: list[float]
    faulty: list[float]
    wrong: int  # answers that are not 200
    back: float

    def text(self, name: str) -> str:
        """A line of the table."""
        figures = [at(times, part) for times in (self.usual, self.faulty) for part in (0.5, 0.99)]
        added = figures[3] - figures[1]
        said = " | ".join(f"{one:.0f}" for one in (*figures, added))
        return f"| {name} | {said} | {self.wrong} | {self.back:.1f} |\n"


def at(times: list[float], part: float) -> float:
    """The time that this part of all does not exceed."""
    return times[min(len(times) - 1, int(len(times) * part))]


def new(server: Server) -> str:
    """The path of a picture that nobody asked for yet."""
    number = next(MADE)
    return server.path(f"{20 + number % 80}x{20 + number // 80}", "quarters.jpg")


def served(server: Server, kept: list[str]) -> tuple[list[float], int]:
    """The times of many requests, and how many were not answered as they should be."""
    times, wrong = [], 0
    for number in range(REQUESTS):
        path = kept[number // 2 % len(kept)] if number % 2 else new(server)
        start = time.perf_counter()
        wrong += server.request(path).status != 200
        times.append((time.perf_counter() - start) * 1000)
        time.sleep(PAUSE)
    return sorted(times), wrong


def in_use(server: Server) -> float:
    """Seconds until a result comes out of the store."""
    start, path, before = time.perf_counter(), new(server), metric(server, FOUND)
    while metric(server, FOUND) == before:
        server.request(path)
        time.sleep(0.05)
        if time.perf_counter() - start > PATIENCE:
            return float("inf")
    return time.perf_counter() - start


def row(server: Server, fault: Callable[[], Any]) -> Row:
    """All about one fault."""
    kept = [new(server) for _ in range(20)]
    in_use(server)
    served(server, kept)
    usual, wrong = served(server, kept)
    with fault():
        faulty, more = served(server, kept)
    return Row(usual, faulty, wrong + more, in_use(server))


@contextmanager
def done(do: Callable[[], object], undo: Callable[[], object]) -> Iterator[None]:
    """Do something, and undo it at the end."""
    do()
    try:
        yield
    finally:
        undo()


def of_redis(folder: Path, stack: ExitStack) -> tuple[dict[str, Any], Faults]:
    """Redis behind a proxy that can talk nonsense, or be slow."""
    valkey = stack.enter_context(Valkey(folder / "valkey"))

    def set_to(*command: object) -> Callable[[], object]:
        return lambda: valkey.do(*command)

    @contextmanager
    def nonsense() -> Iterator[None]:
        valkey.kill()
        with subprocess.Popen([sys.executable, "-c", NONSENSE, str(valkey.port)]) as process:
            yield
            process.kill()
        valkey.start()

    slow, fast = set_to("CLIENT", "PAUSE", "60000"), set_to("CLIENT", "UNPAUSE")
    full, empty = set_to("CONFIG", "SET", "maxmemory", "1"), set_to("CONFIG", "SET", "maxmemory", "0")
    reads = set_to("REPLICAOF", "127.0.0.1", "1"), set_to("REPLICAOF", "NO", "ONE")
    faults: Faults = {
        "Redis killed": lambda: done(valkey.kill, valkey.start),
        "Redis paused": valkey.paused,
        "Redis full": lambda: done(full, empty),
        "Redis read-only": lambda: done(*reads),
        "Redis stuck": lambda: done(slow, fast),
        "Redis talks nonsense": nonsense,
    }
    return {"use": "fitter.storages.redis.RedisStorage", "url": valkey.url}, faults


def of_s3(folder: Path, stack: ExitStack) -> tuple[dict[str, Any], Faults]:
    """S3 behind a proxy."""
    (folder / "s3").mkdir()
    s3 = stack.enter_context(S3Server(folder / "s3"))
    s3.make("results")
    proxy = stack.enter_context(FaultProxy(s3.port))

    def answering(fault: Fault) -> Callable[[], Any]:
        return lambda: done(lambda: setattr(proxy, "fault", lambda head: fault), proxy.first)

    faults: Faults = {
        "S3 says SlowDown": answering(refusal("503", "SlowDown")),
        "S3 hangs": lambda: done(s3.hang, s3.go_on),
        "S3 refuses connections": lambda: done(s3.stop, s3.start),
        "S3 hangs up": answering("close"),
        "S3 breaks off in the body": answering("cut"),
    }
    use = {"use": "fitter.storages.s3.S3Storage", **s3.options, "bucket": "results", "serves": "kept"}
    return {**use, "endpoint": proxy.endpoint}, faults


def of_files(folder: Path, stack: ExitStack) -> tuple[dict[str, Any], Faults]:
    """A small disk; none where nothing may be mounted."""
    disk = folder / "disk"
    disk.mkdir()
    mount, umount = shutil.which("mount") or "mount", shutil.which("umount") or "umount"
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=8m", "none", disk], check=False).returncode:
        return {}, {}
    stack.callback(subprocess.run, [umount, "-l", disk], check=False)
    filler = disk / "filler"

    def fill() -> None:
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))

    def remount(how: str) -> Callable[[], object]:
        return lambda: subprocess.run([mount, "-o", f"remount,{how}", disk], check=True)

    faults: Faults = {
        "disk full": lambda: done(fill, filler.unlink),
        "disk read-only": lambda: done(remount("ro"), remount("rw")),
    }
    return {"use": "fitter.storages.files.FileStorage", "root": str(disk / "results")}, faults


def main() -> None:
    """Print the table."""
    wanted = sys.argv[1:]
    sys.stdout.write("| fault | p50, ms | p99 | p50 with it | p99 with it | added p99 | not 200 | back in, s |\n")
    sys.stdout.write("|---|---|---|---|---|---|---|---|\n")
    for kind in (of_redis, of_s3, of_files):
        with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
            folder = Path(place)
            store, faults = kind(folder, stack)
            chosen = {name: fault for name, fault in faults.items() if not wanted or name in wanted}
            if not chosen:
                continue
            server = stack.enter_context(Stage(folder, {}).server(result_storage=store))
            for name, fault in chosen.items():
                sys.stdout.write(row(server, fault).text(name))
                sys.stdout.flush()


if __name__ == "__main__":
    main()
