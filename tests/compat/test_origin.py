"""thumbor's table of sources on other servers, through a real server and a real origin."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.compat.conftest import Servers
from tests.compat.deliberate import NEARER
from tests.compat.sources import draw
from tests.material import vectors


class Upstream(ThreadingHTTPServer):
    """An origin that keeps what it was asked for; ``/slow`` never answers and ``/empty`` has nothing to say."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.asked: list[str] = []
        self.over = threading.Event()


class _Answers(BaseHTTPRequestHandler):
    server: Upstream

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.path == "/slow":
            self.server.over.wait(30)
            return
        body = b"" if self.path == "/empty" else draw("q60x40.png")
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    with Upstream() as origin:
        threading.Thread(target=origin.serve_forever, daemon=True).start()
        yield origin
        origin.over.set()
        origin.shutdown()


def loader(hosts: list[str]) -> dict[str, Any]:
    """A loader that may fetch from this machine, as the tables' thumbor did."""
    use = "fitter.loaders.http.HttpLoader"
    return {
        "use": use,
        "hosts": hosts,
        "allow_networks": ["127.0.0.0/8"],
        "default_scheme": "http",
        "timeout": "1s",
    }


def path(image: str, upstream: Upstream) -> str:
    if image.startswith("watermark from "):
        return (
            f"/unsafe/filters:watermark(http://{image.split()[-1]}/mark.png,0,0,0)/{path('<upstream>', upstream)[8:]}"
        )
    return f"/unsafe/{image.replace('<upstream>', f'127.0.0.1:{upstream.server_port}')}"


@pytest.mark.parametrize("case", vectors("thumbor.json", "http_loader"), ids=lambda case: case and case["image"])
def test_source_of_another_server(servers: Servers, upstream: Upstream, case: dict[str, Any]) -> None:
    server = servers.of(loader=loader(case.get("ALLOWED_SOURCES", ["127.0.0.1"])))
    upstream.asked.clear()
    reply = server.request(path(case["image"], upstream))
    assert reply.status in NEARER.get(case["status"], {case["status"]}), reply.body
    if "upstream_uri" in case:
        assert upstream.asked == case["upstream_uri"]
