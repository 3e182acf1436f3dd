"""More connections than there is room for wait before the door, and those that are in get their answers."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest

from tests.server import Server
from tests.web.stage import until

MOST = 4
SETTINGS = {"server": {"port": 0, "connections": MOST}}
HALF = b"GET /health HTTP/1.1\r\nHost: a\r\nX-"
REST = b"A: b\r\n\r\n"


def lines(server: Server) -> list[str]:
    return [line for line in server.lines if "connections wait" in line or "Traceback" in line]


@contextmanager
def crowd(server: Server, count: int) -> Iterator[list[socket.socket]]:
    """Connections that have sent half a head."""
    with ExitStack() as stack:
        found = []
        for _ in range(count):
            one = stack.enter_context(closing(socket.create_connection(("127.0.0.1", server.port), timeout=10)))
            one.sendall(HALF)
            found.append(one)
        yield found


def answered(one: socket.socket) -> bool:
    one.sendall(REST)
    return one.recv(1000).startswith(b"HTTP/1.1 200 ")


def inside(server: Server) -> int:
    """How many sockets and files the server has open."""
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))  # noqa: PTH208  a count


def test_those_beyond_the_bound_wait(server: Server) -> None:
    empty = inside(server)
    with crowd(server, 3 * MOST) as clients:
        until(lambda: inside(server) == empty + MOST)
        until(lambda: lines(server))
        assert answered(clients[0])
        last = clients[-1]
        last.sendall(REST)
        last.settimeout(0.3)
        with pytest.raises(TimeoutError):
            last.recv(1)
        last.settimeout(10)
        for one in clients[:-1]:
            one.close()
        assert last.recv(1000).startswith(b"HTTP/1.1 200 ")
    assert len(lines(server)) == 1


def test_no_file_left_to_open(server: Server) -> None:
    until(lambda: server.request("/health").status == 200)
    before = inside(server)
    limits = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (before + 1, limits[1]))
    try:
        with crowd(server, 2) as (first, second):
            until(lambda: inside(server) == before + 1)
            second.settimeout(0.3)
            with pytest.raises(TimeoutError):
                second.recv(1)
            assert answered(first)
            assert len(lines(server)) == 1
            resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, limits)
            second.settimeout(10)
            assert answered(second)
    finally:
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, limits)


def test_a_front_raises_its_limit_and_leaves_room_for_all_else() -> None:
    code = """if True:
        import resource
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 300))
        from fitter.app import connections
        print(connections(None), connections(1000), connections(7), resource.getrlimit(resource.RLIMIT_NOFILE))
    """
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "100 100 7 (300, 300)\n"
