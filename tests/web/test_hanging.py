"""A storage that hangs, and clients that do."""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor

from tests.server import Server
from tests.web.stage import Stage

SETTINGS = {
    "engine": {"workers": 1, "deadline": "4s"},
    "result_storage": [
        {"use": "tests.mischief.HangingStorage"},
        {"use": "fitter.storages.files.FileStorage", "root": "results"},
    ],
    "server": {"port": 0, "send_timeout": "1s", "drain": "1s"},
}


def test_storage_that_hangs_takes_nothing_else_along(server: Server, stage: Stage) -> None:
    with ThreadPoolExecutor(8) as threads:
        replies = list(threads.map(lambda n: server.get(f"{n}x40", "quarters.jpg"), range(20, 100)))
    assert {reply.status for reply in replies} == {200}
    assert len((stage.folder / "hung").read_text()) < 40  # it is asked now and then, not by each request


def test_body_that_does_not_come_is_not_waited_for(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.settimeout(30)
        client.sendall(b"POST /unsafe/a.jpg HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n")
        assert client.recv(1000) == b""


def test_client_that_does_not_read_is_hung_up_on(server: Server, stage: Stage) -> None:
    images = stage.folder / "images"
    (images / "huge.png").write_bytes((images / "quarters.png").read_bytes() + bytes(16_000_000))  # sockets hold less
    path = server.path("raw", "huge.png")
    size = len(server.request(path).body)
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.settimeout(30)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert server.request(path).status == 200
        time.sleep(1.5)  # the client's own slowness, longer than send_timeout
        got = 0
        try:
            while part := client.recv(1 << 20):
                got += len(part)
        except ConnectionResetError:
            pass
        assert got < size
