"""Hits that no handler sees: the answers are those of the handlers to the byte, and end when those would."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from fitter.url.signature import PURGE
from tests.server import Server
from tests.web.stage import Stage, logged, metric, until

MEMORY = {"use": "fitter.storages.memory.MemoryStorage"}
SETTINGS: dict[str, Any] = {
    "result_storage": MEMORY,
    "sources": {"max_age": "1h"},
    "output": {"auto": ["webp", "avif"], "client_hints": True},
    "cache": {"cors": ["https://a.example", "https://b.example"], "canonical": "https://a.example/{source}"},
    "security": {
        "keys": ["a key for tests, long enough"],
        "allow_unsigned": True,
        "blocked_sources": ["blocked.jpg"],
    },
}
ORDINARY = {"Cookie": "a=b", "Upgrade": "nothing"}
"""A header that wants the ordinary way, and changes nothing there."""


class Client:
    """One connection that stays open; answers as they come, byte for byte."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self._rest = b""

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, path: str, method: str = "GET", **headers: str) -> None:
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
        lines += [f"{name.replace('_', '-')}: {text}" for name, text in headers.items()]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode())

    def receive(self, method: str = "GET") -> tuple[list[str], bytes]:
        """The lines of the head without what differs each time, and the body."""
        while b"\r\n\r\n" not in self._rest:
            self._read()
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        length = next((int(line.split()[1]) for line in lines if line.startswith("Content-Length")), 0)
        length = 0 if method == "HEAD" or " 304 " in lines[0] else length
        while len(self._rest) < length:
            self._read()
        body, self._rest = self._rest[:length], self._rest[length:]
        return [re.sub(r"^(Date|X-Request-Id): .*", r"\1", line) for line in lines], body

    def _read(self) -> None:
        data = self._socket.recv(1 << 20)
        assert data, "the server hung up"
        self._rest += data

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[list[str], bytes]:
        self.send(path, method, **headers)
        return self.receive(method)


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    with Client(server.port) as client:
        yield client


def steps(server: Server, client: Client, path: str, method: str = "GET", **headers: str) -> list[str]:
    """What the log says of a request: a hit that no handler sees is not parsed."""
    name = f"look-{time.monotonic_ns()}"
    client.ask(path, method, X_Request_Id=name, **headers)
    return list(logged(server, name)["steps"])


def test_both_ways_answer_alike(server: Server, client: Client) -> None:
    wrong = []
    webp, everything = {"Accept": "image/avif;q=0.5,image/webp,*/*"}, {"Accept": "*/*"}
    asked: list[tuple[str, str, dict[str, str]]] = [
        (operations, source, headers)
        for operations, source in (("60x40", "quarters.jpg"), ("30x30/filters:attachment(%C3%A4.jpg)", "quarters.jpg"))
        for headers in (
            {},
            webp,
            everything,
            {"Origin": "https://b.example"},
            {"Origin": "https://evil.example"},
            {"DPR": "2"},
            {"Save-Data": "on", **webp},
        )
    ]
    for operations, source, headers in asked:
        path = server.path(operations, source)
        for method in ("GET", "HEAD"):
            for _ in range(3):
                client.ask(path, method, **headers)
                time.sleep(0.02)  # it is kept behind the answer
            if steps(server, client, path, method, **headers) != ["recall"]:
                wrong.append(("no hit", path, method, headers))
            if client.ask(path, method, **headers) != client.ask(path, method, **headers, **ORDINARY):
                wrong.append(("differs", path, method, headers))
        etag = next(line[6:] for line in client.ask(path, **headers)[0] if line.startswith("Etag"))
        for given in (etag, f"W/{etag}", f'"other", {etag}', '"other"'):
            known = {**headers, "If-None-Match": given}
            first, second = (client.ask(path, **known) for _ in range(2))
            if not first == second == client.ask(path, **known, **ORDINARY):
                wrong.append(("differs", path, given, headers))
            if (steps(server, client, path, **known) == []) != (etag in given):
                wrong.append(("no 304", path, given, headers))
    assert wrong == []


def test_whatever_wants_more_goes_the_ordinary_way(server: Server, client: Client) -> None:
    path, wrong = server.path("61x40", "quarters.jpg"), []
    for _ in range(4):
        whole = client.ask(path)
        time.sleep(0.05)
    assert steps(server, client, path) == ["recall"]
    asked = [
        ({"Range": "bytes=0-9"}, "206"),
        ({"Range": "bytes=99999999-"}, "416"),
        ({"If-Modified-Since": "Sat, 01 Jan 2050 00:00:00 GMT"}, "304"),
        ({"Content-Length": "0"}, "200"),
        ({"Accept": "image/webp"}, "200"),
    ]
    wrong += [(headers, lines) for headers, code in asked if code not in (lines := client.ask(path, **headers)[0])[0]]
    paths = [(path.replace("61x40", "62x40"), "403"), (path.replace("/61x40", "A/61x40"), "403"), (f"{path}x", "403")]
    paths += [("/unsafe/60x40/blocked.jpg", "403"), (server.sign("60x40/expires:1/quarters.jpg"), "410")]
    paths += [("/health", "200"), (server.sign("60x40/nothing.jpg"), "404")]
    for one, code in paths:
        for _ in range(3):
            lines, _ = client.ask(one)
            wrong += [] if f" {code} " in lines[0] else [(one, lines)]
    assert wrong == []
    assert client.ask(path) == whole
    assert client.ask("/unsafe/61x40/quarters.jpg") == client.ask("/unsafe/61x40/quarters.jpg", **ORDINARY)


def test_url_that_expires(server: Server, client: Client) -> None:
    end = int(time.time()) + 2
    path = server.sign(f"60x40/expires:{end}/quarters.jpg")
    for _ in range(4):
        assert " 200 " in client.ask(path)[0][0]
    until(lambda: time.time() > end)
    assert " 410 " in client.ask(path)[0][0]


def test_requests_that_come_together(server: Server, client: Client) -> None:
    path = server.path("60x40", "quarters.jpg")
    answers = [client.ask(path) for _ in range(4)]
    for at in range(20):
        client.send("/health" if at % 5 == 4 else path)
    got = [client.receive() for _ in range(20)]
    assert [one[1] for one in got] == [b"ok\n" if at % 5 == 4 else answers[-1][1] for at in range(20)]


def test_counts_and_line(server: Server, client: Client) -> None:
    path, figure = server.path("63x40", "quarters.jpg"), 'fitter_request_seconds_count{cache="hit"}'
    for _ in range(4):
        client.ask(path)
        time.sleep(0.05)
    before = [metric(server, name) for name in (figure, 'fitter_requests_total{status="200"}')]
    client.ask(path, X_Request_Id="a-hit")
    assert metric(server, figure) == before[0] + 1
    line = logged(server, "a-hit")
    assert list(line) == ["time", "level", "logger", "id", "method", "status", "cache", "plan", "wishes", "ms", "steps"]
    assert (line["cache"], line["plan"], line["status"]) == ("hit", "63x40/quarters.jpg", 200)
    assert 0 < line["steps"]["recall"] <= line["ms"]


def test_after_a_purge_or_a_change(server: Server, client: Client, stage: Stage) -> None:
    path = server.path("64x40", "trap.jpg")
    file = stage.folder / "images/trap.jpg"
    file.write_bytes((stage.folder / "images/quarters.jpg").read_bytes())
    for _ in range(4):
        old = client.ask(path)
        time.sleep(0.05)
    assert steps(server, client, path) == ["recall"]
    etag = next(line[6:] for line in old[0] if line.startswith("Etag"))
    for _ in range(2):
        assert " 304 " in client.ask(path, If_None_Match=etag)[0][0]
    file.unlink()
    assert client.ask(path) == old  # its origin need not be asked for an hour
    assert " 204 " in client.ask(server.signer.sign("trap.jpg", PURGE), "DELETE")[0][0]
    assert " 404 " in client.ask(path)[0][0]
    assert " 404 " in client.ask(path, If_None_Match=etag)[0][0]
