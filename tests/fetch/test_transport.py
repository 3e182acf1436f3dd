"""Requests of all kinds, and what comes back whatever its status."""

from __future__ import annotations

import os
import re
from ipaddress import ip_network
from typing import Any

import pytest
from tornado.iostream import IOStream

from fitter.blob import Descriptor, memory_file
from fitter.errors import OriginTimeout, SourceTooLarge
from fitter.fetch.exchange import Exchange
from fitter.fetch.guard import AddressGuard
from fitter.fetch.request import Request
from fitter.fetch.target import Target
from fitter.fetch.terms import Terms
from fitter.fetch.transport import Transport
from tests.origin import Canary, answer


class Echo(Canary):
    """Answers ``/<status>`` with the body that was sent; of ``/twice`` only when it comes a second time."""

    hung_up = False

    async def respond(self, stream: IOStream, path: str) -> None:
        head = self.heads[-1]
        length = re.search(r"(?i)content-length: (\d+)", head)
        body = await stream.read_bytes(int(length[1])) if length and int(length[1]) else b""
        if path == "/silence":
            await stream.read_bytes(1)
        if path == "/twice" and not self.hung_up:
            self.hung_up = True
            stream.close()
        status = path.lstrip("/") if path[1:].isdigit() else "200"
        await stream.write(answer(b"" if head.startswith("HEAD") else body, f"{status} Some", "X-Kind: echo"))


async def sent(path: str, method: str = "GET", body: Any = b"", warm: bool = False, **terms: Any) -> Exchange:
    transport = Transport(AddressGuard([ip_network("127.0.0.0/8")]), Terms(**terms))
    async with Echo() as server:
        target = Target.parse(server.url(path))
        if warm:
            await transport.send(Request(Target.parse(server.url("/200"))))
        try:
            return await transport.send(Request(target, {"X-Asked": "yes"}, method, body))
        finally:
            assert server.heads[-1].startswith(f"{method} {path} HTTP/1.1")
            assert "X-Asked: yes" in server.heads[-1]
            await transport.close()


@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize("size", [0, 1, 100_000, 3_000_000])
@pytest.mark.parametrize("form", [bytes, memory_file])
@pytest.mark.gen_test
async def test_bodies_arrive_as_they_are(method: str, size: int, form: Any) -> None:
    content = os.urandom(size)
    exchange = await sent("/200", method, form(content), inline=100_000)
    body = exchange.body
    assert (exchange.head.status, exchange.head.values["x-kind"]) == (200, "echo")
    assert isinstance(body, bytes if 0 < size <= 100_000 else Descriptor if size else type(None))
    assert (body.read() if isinstance(body, Descriptor) else body or b"") == content


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("DELETE", 204), ("HEAD", 404), ("GET", 304)])
@pytest.mark.gen_test
async def test_requests_without_a_body(method: str, status: int) -> None:
    exchange = await sent(f"/{status}", method)
    assert (exchange.head.status, exchange.body, exchange.scraps) == (status, None, b"")


@pytest.mark.parametrize("status", [301, 400, 403, 500])
@pytest.mark.gen_test
async def test_any_status_is_an_answer(status: int) -> None:
    exchange = await sent(f"/{status}", "PUT", b"some words")
    assert (exchange.head.status, exchange.body, exchange.scraps) == (status, None, b"some words")


@pytest.mark.parametrize("form", [bytes, memory_file])
@pytest.mark.gen_test
async def test_a_body_is_sent_again_when_a_kept_connection_turns_out_dead(form: Any) -> None:
    exchange = await sent("/twice", "PUT", form(b"x" * 300_000), warm=True, inline=1_000_000)
    assert exchange.body == b"x" * 300_000


@pytest.mark.gen_test
async def test_a_file_that_is_cut_is_not_sent_half() -> None:
    file = memory_file(b"x" * 1000)
    file.size = 2_000_000
    with pytest.raises(OSError, match="cut"):
        await sent("/200", "PUT", file)


@pytest.mark.gen_test
async def test_caps_and_deadline_hold_for_all() -> None:
    with pytest.raises(SourceTooLarge):
        await sent("/200", "POST", b"x" * 1001, max_bytes=1000, inline=5000)
    with pytest.raises(OriginTimeout, match="S3 did not answer in time"):
        await sent("/silence", "PUT", b"x", timeout=0.2, origin="S3")
