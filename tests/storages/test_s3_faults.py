"""S3 that is busy, breaks off, hangs, moves or refuses: a fault proxy in front of a real one."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest

from fitter import Blob
from fitter.storages.s3 import signing
from tests.faults import FaultProxy, refusal
from tests.s3 import REGION, S3Server, fetch
from tests.storages.s3 import opened, raised

BLOB = Blob(b"content" * 1000, "image/png")
SLOW_DOWN = refusal("503", "SlowDown")
MOVED = refusal("301", "PermanentRedirect", "x-amz-bucket-region: moon-1")


@pytest.fixture
def proxy(s3: S3Server) -> Iterator[FaultProxy]:
    with FaultProxy(s3.port) as proxy:
        yield proxy


def through(s3: S3Server, proxy: FaultProxy, **options: Any) -> Any:
    return opened(s3, **{"endpoint": proxy.endpoint, "serves": "kept", **options})


@pytest.mark.parametrize(
    "fault",
    [
        SLOW_DOWN,
        refusal("500", "InternalError"),
        refusal("400", "RequestTimeout"),
        b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
        "close",
        "cut",
    ],
)
@pytest.mark.gen_test
async def test_what_passes_is_tried_again(s3: S3Server, proxy: FaultProxy, fault: bytes | str) -> None:
    async with through(s3, proxy) as storage:
        proxy.first(fault)
        await storage.put("a", BLOB)
        proxy.first(fault, fault)
        kept = await storage.get("a")
        assert kept is not None
        assert kept.body == BLOB.body
        assert len(proxy.heads) == 5


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (SLOW_DOWN, "ConnectionError: S3 at {} refuses to read an object: status 503 SlowDown"),
        ("close", "ConnectionError: S3 at {} closed the connection without an answer"),
    ],
)
@pytest.mark.gen_test
async def test_but_not_for_ever(s3: S3Server, proxy: FaultProxy, fault: bytes | str, error: str) -> None:
    proxy.fault = lambda head: fault
    host = proxy.endpoint.removeprefix("http://")
    async with through(s3, proxy, retries=2) as patient, through(s3, proxy, retries=10, timeout="1s") as hasty:
        assert await raised(patient.get("a")) == error.format(host)
        assert len(proxy.heads) == 3
        late = f"TimeoutError: S3 at {host} did not answer within 1 s"  # if the last attempt takes long itself
        assert await raised(hasty.get("a")) in (error.format(host), late)
        assert len(proxy.heads) < 3 + 1 + 10, "there was time for some of them"


@pytest.mark.gen_test
async def test_hanging(s3: S3Server, proxy: FaultProxy) -> None:
    async with through(s3, proxy, timeout="200ms") as storage:
        for call in (storage.get("a"), storage.put("a", BLOB), storage.delete("a/")):
            proxy.first("hang", "hang")
            assert (await raised(call)).endswith("did not answer within 0.2 s")
        proxy.first()
        assert await storage.get("a") is None


@pytest.mark.gen_test
async def test_cancelled_requests_leave_room_for_others(s3: S3Server, proxy: FaultProxy) -> None:
    async with through(s3, proxy, clients=2) as storage:
        proxy.first("hang", "hang")
        tasks = [asyncio.create_task(storage.get("a")) for _ in range(2)]
        while len(proxy.heads) < 2:  # noqa: ASYNC110  the proxy is in other threads
            await asyncio.sleep(0.01)
        for task in tasks:
            task.cancel()
        assert await storage.get("a") is None


@pytest.mark.parametrize(
    "moved",
    [
        MOVED,
        refusal("400", "AuthorizationHeaderMalformed", region="moon-1"),
        refusal("301", "PermanentRedirect", region="moon-1"),
    ],
)
@pytest.mark.gen_test
async def test_a_bucket_in_another_region_is_found(s3: S3Server, proxy: FaultProxy, moved: bytes) -> None:
    proxy.fault = lambda head: None if "/moon-1/s3/aws4_request" in head else moved
    async with through(s3, proxy) as storage:
        await storage.put("a", BLOB)
        assert await storage.get("a") is not None
        assert len(proxy.heads) == 3  # it asks once in the wrong place
        problem = f"the bucket pictures is in the region moon-1, and not in {REGION}"
        assert problem in await raised(storage.check())


@pytest.mark.parametrize("region", ["moon-1.evil.example.com/", "", REGION])
@pytest.mark.gen_test
async def test_redirects_that_lead_nowhere(s3: S3Server, proxy: FaultProxy, region: str) -> None:
    where = f"x-amz-bucket-region: {region}"
    proxy.fault = lambda head: refusal("301", "PermanentRedirect", where, "Location: http://127.0.0.1:1/")
    async with through(s3, proxy) as storage:
        assert "the bucket pictures is in another region" in await raised(storage.get("a"))
        assert len(proxy.heads) == 1
    proxy.fault = lambda head: refusal("307", "TemporaryRedirect", f"Location: {s3.endpoint}/pictures/a")
    async with through(s3, proxy) as storage:
        assert "status 307 TemporaryRedirect" in await raised(storage.get("a"))


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            refusal("403", "AccessDenied"),
            "PermissionError: {} the access key has no right to it, or it is not there and",
        ),
        (refusal("403", "RequestTimeTooSkewed"), "PermissionError: {} the clock of this machine is too far"),
        (refusal("400", "ExpiredToken"), "PermissionError: {} the session token has expired"),
        (refusal("404", "NoSuchBucket"), "OSError: {} there is no bucket called pictures"),
        (refusal("418", "Te<apot"), "OSError: {} status 418"),
        (
            b"HTTP/1.1 403 No\r\nContent-Length: 100000\r\n\r\n" + bytes(100_000),
            "PermissionError: {} the access key has no",
        ),
    ],
)
@pytest.mark.gen_test
async def test_refusals_in_words(s3: S3Server, proxy: FaultProxy, fault: bytes, words: str) -> None:
    proxy.fault = lambda head: fault
    async with through(s3, proxy) as storage:
        says = await raised(storage.get("a"))
        host = proxy.endpoint.removeprefix("http://")
        assert says.startswith(words.format(f"S3 at {host} refuses to read an object:"))


@pytest.mark.gen_test
async def test_objects_that_are_not_deleted(s3: S3Server, proxy: FaultProxy) -> None:
    failed = refusal("200", "AccessDenied")
    async with through(s3, proxy) as storage:
        await storage.put("a/b", BLOB)
        proxy.fault = lambda head: failed if head.startswith("POST") else None
        assert (await raised(storage.delete("a/"))).endswith("did not delete all objects: AccessDenied")


@pytest.mark.gen_test
async def test_what_is_asked_for(s3: S3Server, proxy: FaultProxy) -> None:
    options = {"storage_class": "STANDARD_IA", "encryption": "aws:kms", "kms_key": "arn:aws:kms:x:1:key/2"}
    async with through(s3, proxy, **options) as storage:
        proxy.fault = lambda head: b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        await storage.put("a", BLOB)
        await storage.get("b")
    put, get = proxy.heads
    assert re.findall(r"(?m)^x-amz-(s.*?): (.*?)\r?$", put) == [
        ("storage-class", "STANDARD_IA"),
        ("server-side-encryption", "aws:kms"),
        ("server-side-encryption-aws-kms-key-id", "arn:aws:kms:x:1:key/2"),
    ]
    signed = re.search("SignedHeaders=(.*?),", put)
    assert signed
    assert "x-amz-server-side-encryption" in signed[1].split(";")
    assert "x-amz-storage-class" not in get


@pytest.mark.gen_test
async def test_no_secret_in_what_is_sent_or_said(
    s3: S3Server, proxy: FaultProxy, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    async with through(s3, proxy, session_token=None) as storage:
        proxy.first(refusal("403", "SignatureDoesNotMatch"))
        says = await raised(storage.get("a"))
        assert "the secret key does not fit the access key" in says
        assert s3.options["secret_key"] not in says + caplog.text + "".join(proxy.heads)


@pytest.mark.gen_test
async def test_signed_links_end_and_cannot_be_changed(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(s3, serves="kept", presigned="1m") as storage:
        for key in ("a", "b"):
            await storage.put(key, BLOB)
        link = await storage.url("a")
        assert fetch(link).body == BLOB.body
        changed = [link.replace("/.fitter/a", "/.fitter/b"), link.replace("Expires=60", "Expires=600"), link[:-1] + "x"]
        changed += [link.partition("?")[0], link.replace("X-Amz-Date=2", "X-Amz-Date=3")]
        assert {fetch(each).status for each in changed} <= {400, 403}
        monkeypatch.setattr(signing, "_now", lambda: "20200101T000000Z")
        assert fetch(await storage.url("a")).status == 403
    async with opened(s3, secret_key="another secret") as stranger:
        monkeypatch.undo()
        assert fetch(await stranger.url("a")).status == 403
