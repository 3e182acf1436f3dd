"""Purges that are told by a request."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from fitter import FitterError
from fitter.flow.answers.tags import tag
from fitter.purgers.http import HttpPurger
from fitter.url.signature import PURGE
from tests.contracts.purger import TAG, PurgerContract
from tests.web.stage import Stage


class Cdn(ThreadingHTTPServer):
    """Takes purges of all kinds, and keeps what it was sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Takes)
        self.status = 200
        self.asked: list[tuple[str, str, Any, bytes]] = []

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class _Takes(BaseHTTPRequestHandler):
    server: Cdn

    def take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append((self.command, self.path, self.headers, body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_PUT = do_DELETE = do_GET = do_PURGE = do_BAN = take

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def cdn() -> Iterator[Cdn]:
    with Cdn() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


class TestContract(PurgerContract):
    @pytest.fixture
    def told(self, cdn: Cdn) -> Any:
        class Tags(list[str]):
            def __eq__(self, other: object) -> bool:
                return list(self) == other

            def __iter__(self) -> Iterator[str]:
                return iter([path.rpartition("/")[2] for _, path, _, _ in cdn.asked])

        return Tags()

    @pytest.fixture
    def purger(self, cdn: Cdn) -> HttpPurger:
        return HttpPurger(HttpPurger.Options(url=cdn.url("/purge/{tag}")))


def told(source: str, **options: Any) -> None:
    async def scene() -> None:
        purger = HttpPurger(HttpPurger.Options(**options))
        try:
            await purger.purge(source, TAG)
        finally:
            await purger.close()

    asyncio.run(scene())


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "GET", "PURGE", "BAN"])
def test_what_is_sent(cdn: Cdn, method: str) -> None:
    headers = {"Authorization": "Bearer secret", "Surrogate-Key": "{tag}"}
    body = '{"tags": ["{tag}"], "source": "{source}"}'
    told("a b/é.jpg", url=cdn.url("/{source}/{tag}"), method=method, headers=headers, body=body)
    ((command, path, sent, content),) = cdn.asked
    assert (command, path) == (method, f"/a%20b%2F%C3%A9.jpg/{TAG}")
    assert (sent["Authorization"], sent["Surrogate-Key"]) == ("Bearer secret", TAG)
    expected = f'{{"tags": ["{TAG}"], "source": "a%20b%2F%C3%A9.jpg"}}'.encode()
    assert content == (expected if method in ("POST", "PUT") else b"")


def test_what_is_not_taken(cdn: Cdn) -> None:
    cdn.status = 403
    with pytest.raises(FitterError, match="answered 403"):
        told("a.jpg", url=cdn.url("/"))
    with pytest.raises(FitterError, match="does not take connections"):
        told("a.jpg", url="http://127.0.0.1:1/")


@pytest.mark.parametrize("url", ["", "host/{tag}", "ftp://host/", "https://user:secret@host/", "http://ho st/"])
def test_no_url(url: str) -> None:
    with pytest.raises(ValidationError):
        HttpPurger.Options(url=url)


def test_a_server_tells(cdn: Cdn, tmp_path: Path) -> None:
    stage = Stage(tmp_path, {})
    use = {"use": "fitter.purgers.http.HttpPurger", "url": cdn.url("/{tag}"), "method": "PURGE"}
    with stage.server(purge=[use, {**use, "url": "http://127.0.0.1:1/"}]) as server:
        reply = server.request(server.signer.sign("quarters.jpg", PURGE), "DELETE")
        assert (reply.status, reply.problem["code"]) == (502, "purge_failed")
        assert reply.problem["detail"].startswith("Not everywhere: purge[1] did not")
        assert [path for _, path, _, _ in cdn.asked] == [f"/{tag('quarters.jpg')}"]
    assert any("does not take connections" in line for line in server.lines)
