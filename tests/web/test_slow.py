"""Clients that do not take what they asked for cost the front little, and whoever gets less than all of it can tell."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from tests.pictures import noise
from tests.server import Server
from tests.web.stage import Stage, metric, until

FILES = {"use": "fitter.storages.files.FileStorage", "root": "results"}
MEMORY = {"use": "fitter.storages.memory.MemoryStorage"}
WAYS = {"plain": "", "Tornado's": "Cookie: a=b\r\nUpgrade: nothing\r\n", "a range": "Range: bytes=1-\r\n"}
"""Headers that want one way or the other."""
LARGE = ("quality:100/format:jpeg", "noise.png")
FOUND = 'fitter_recalls_total{found="yes",tier="result_storage[0]"}'
CLIENTS = 12


@pytest.fixture(scope="module", autouse=True)
def large(stage: Stage) -> None:
    """A picture of which the kernel does not take all off the server's hands."""
    (stage.folder / "images" / "noise.png").write_bytes(noise(2200, 2200))


def kept(server: Server) -> bytes:
    """The picture, now that it is kept."""
    replies, before = [server.get(*LARGE)], metric(server, FOUND)
    until(lambda: replies.append(server.get(*LARGE)) or metric(server, FOUND) > before)
    assert len({reply.body for reply in replies}) == 1
    assert len(replies[0].body) > 3_000_000
    return replies[0].body


@contextmanager
def slow(server: Server, header: str, count: int) -> Iterator[list[socket.socket]]:
    """Clients that have read the head of their answer."""
    path = server.path(*LARGE)
    with ExitStack() as stack:
        found = []
        for _ in range(count):
            one = stack.enter_context(closing(socket.socket()))
            one.settimeout(20)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.connect(("127.0.0.1", server.port))
            one.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{header}\r\n".encode())
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                byte = one.recv(1)
                assert byte, head
                head += byte
            assert re.search(b"X-Cache: HIT", head), head
            found.append(one)
        yield found


def rest(one: socket.socket) -> int:
    """How many bytes come until the server hangs up."""
    got = 0
    while data := one.recv(1 << 20):
        got += len(data)
    return got


def memory(server: Server) -> int:
    """Bytes that the front holds."""
    return int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("tier", [FILES, MEMORY], ids=["files", "memory"])
def test_they_hold_no_copies_of_a_large_picture(stage: Stage, tier: dict[str, str]) -> None:
    with stage.server(result_storage=tier) as server:
        grown, size = {}, len(kept(server))
        for way, header in WAYS.items():
            with slow(server, header, 1):
                before = memory(server)
                with slow(server, header, CLIENTS):
                    grown[way] = memory(server) - before
        assert max(grown.values()) < CLIENTS * size / 4, (grown, size)


def test_all_comes_to_who_takes_it_slowly(stage: Stage) -> None:
    with stage.server() as server:
        body = kept(server)
        for header in WAYS.values():
            with slow(server, header, 1) as (client,):
                part = body[1:] if "Range" in header else body
                received = b""
                while len(received) < len(part):
                    received += client.recv(50_000)
                assert received == part


def test_cut_file_is_no_whole_answer(stage: Stage) -> None:
    with stage.server() as server:
        for count, header in enumerate(WAYS.values(), 1):
            size = len(kept(server))
            (file,) = [file for file in stage.kept() if file.stat().st_size >= size]
            with slow(server, header, 1) as (client,):
                os.truncate(file, 1000)
                assert rest(client) < size - 1
            until(lambda: sum("is cut off" in line for line in server.lines) == count)  # noqa: B023  now
        assert not any("Traceback" in line for line in server.lines)
