"""thumbor's tables of sources on other servers, and of those that nobody gets, with real servers and a real origin."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.compat.answers import differences, request
from tests.compat.conftest import Servers
from tests.compat.rows import Fields, cases
from tests.compat.settings import SETTINGS
from tests.compat.sources import draw


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


def settings(hosts: list[str]) -> dict[str, Any]:
    """With a loader that may fetch from this machine, as the tables' thumbor did, and a source that nobody gets."""
    http = {"use": "fitter.loaders.http.HttpLoader", "hosts": hosts, "allow_networks": ["127.0.0.0/8"]}
    http |= {"default_scheme": "http", "timeout": "1s"}
    security = SETTINGS["security"] | {"blocked_sources": ["q60x40.png"]}
    return {"loader": [SETTINGS["loader"][0], http], "security": security}


HERE = ["127.0.0.1"]


def path(image: str, upstream: Upstream) -> str:
    if image.startswith("watermark from "):
        return f"/unsafe/filters:watermark(http://{image.split()[-1]}/mark.png,0,0,0)/q400x400.png"
    return f"/unsafe/{image.replace('<upstream>', f'127.0.0.1:{upstream.server_port}')}"


@pytest.mark.parametrize("case", cases("http_loader"), ids=lambda case: case["image"])
def test_source_of_another_server(servers: Servers, upstream: Upstream, case: Fields) -> None:
    servers.draw("q400x400.png")
    server = servers.of(**settings(case.get("ALLOWED_SOURCES", HERE)))
    upstream.asked.clear()
    reply = request(server, path(case["image"], upstream))
    assert reply.status == case["status"], reply.body
    if "upstream_uri" in case:
        assert upstream.asked == case["upstream_uri"]


PLAIN = [case for case in cases("http_loader_normalize") if case["loader"] == "http_loader"]


@pytest.mark.parametrize("case", [case for case in PLAIN if "https" not in case["url"]], ids=lambda case: case["url"])
def test_spelling_of_a_source(servers: Servers, upstream: Upstream, case: Fields) -> None:
    """With the origin of the test in place of the hosts; those over TLS are in tests/loaders."""
    given, asked = (re.sub(r"x\.y|some\.url", "<upstream>", case[name]) for name in ("url", "normalized"))
    upstream.asked.clear()
    reply = request(servers.of(**settings(HERE)), path(given.replace(" ", "%20"), upstream))
    if asked.startswith("http://"):
        assert (reply.status, upstream.asked) == (200, [asked.removeprefix("http://<upstream>") or "/"])
    else:  # which is no URL, and thumbor finds that out when it asks for it
        assert (reply.status, upstream.asked) == (400, [])


@pytest.mark.parametrize(
    ("image", "asked"),
    [
        ("http%3A%2F%2F<upstream>%2Fa.png", "/a.png"),
        ("http%3a%2f%2f<upstream>%2fa.png", "/a.png"),
        ("30x20/http:%2F%2F<upstream>/a.png", "/a.png"),
        ("fit-in/30x20/filters:grayscale()/http://<upstream>/a.png%3Fv%3D1%26w%3D2", "/a.png?v=1&w=2"),
        ("http%3A%2F%2F<upstream>%2Fa.png%3Fw%3Da%2520b", "/a.png?w=a%20b"),
        ("http://<upstream>/a.png%3Furl=http://x.y/z", "/a.png?url=http://x.y/z"),
        ("http://<upstream>/a.png%3Furl%3Dhttp%253A%252F%252Fx.y", "/a.png?url=http%3A%2F%2Fx.y"),
        ("http://<upstream>/a%20b.png", "/a%20b.png"),
        ("http://<upstream>/a%2520b.png", "/a%20b.png"),
        ("http://<upstream>/a+b.png", "/a+b.png"),
        ("http://<upstream>/%c3%a9.png", "/%C3%A9.png"),
        ("http://<upstream>/a%2Fb.png", "/a/b.png"),
        ("http://<upstream>/a%252Fb.png", "/a%2Fb.png"),
        ("http://<upstream>/a//b.png", "/a//b.png"),
        ("http://<upstream>/a[1]|b.png", "/a%5B1%5D%7Cb.png"),
        ("http://<upstream>/a,b(c);d=e&f'g!h$i*~@:.png", "/a,b(c);d=e&f'g!h$i*~@:.png"),
        ("http://<upstream>/100%.png", "/100%25.png"),
        ("http://<upstream>/a.png%23part", "/a.png"),
        ("http://<upstream>/filters:grayscale()/300x200/a.png", "/filters:grayscale()/300x200/a.png"),
        ("30x/http://<upstream>/unsafe/300x/http://x.y/a.png", "/unsafe/300x/http://x.y/a.png"),
        ("http://<upstream>/cover/a.png", "/cover/a.png"),
        ("filters:watermark(http%3A%2F%2F<upstream>%2Fm.png,0,0,0)/http://<upstream>/m.png", "/m.png"),
        ("http://<upstream>", "/"),
    ],
)
def test_what_the_origin_is_asked_for(servers: Servers, upstream: Upstream, image: str, asked: str) -> None:
    """What thumbor asks for too, written down."""
    upstream.asked.clear()
    reply = request(servers.of(**settings(HERE)), path(image, upstream))
    assert (reply.status, upstream.asked) == (200, [asked])


_PURGE = {"status": 400, "body": ""}
"""DELETE purges here, and the table's path is none of a purge."""


@pytest.mark.parametrize("case", cases("http_blacklist"), ids=lambda case: f"{case['method']} {case['path']}")
def test_a_source_that_nobody_gets(servers: Servers, case: Fields) -> None:
    """Where thumbor has an address to PUT names at, here they stand in the settings."""
    servers.draw("q60x40.png", "q400x400.png")
    server = servers.of(**settings(["images.example.com"]))
    expected = {name: case[name] for name in ("status", "content_type")}
    expected |= {} if case["status"] == 200 else {"body": case["body"]}
    expected |= _PURGE if case["method"] == "DELETE" else {}
    assert differences(expected, request(server, case["path"], case["method"])) == []
