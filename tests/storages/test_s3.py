from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import ValidationError

from fitter import Blob, Descriptor, Revalidating, SourceTooLarge, Version
from fitter.storages import lifetime
from fitter.storages.s3 import S3Storage, listing
from tests.contracts.loader import LoaderContract
from tests.contracts.storage import BLOB, RESULT, StorageContract
from tests.material import ROOT
from tests.s3 import S3Server, fetch
from tests.storages.redis import Relay
from tests.storages.s3 import Forgiving, opened, raised, storage_of
from tests.table import table


class TestContract(StorageContract):
    storm = 200  # each costs a server's time too

    @pytest.fixture
    def storage(self, s3: S3Server) -> S3Storage:
        return storage_of(s3, serves="kept", timeout="20s")

    def test_never_a_torn_value(self, storage: Any) -> None:
        """This S3 is made of files, and in such a storm it tears bodies and loses folders. None of it comes back."""
        super().test_never_a_torn_value(Forgiving(storage))


class TestLoaderContract(LoaderContract):
    @pytest.fixture
    def known(self, s3: S3Server) -> tuple[str, bytes]:
        s3.ask("PUT", "/others/photos/holiday/beach.jpg", b"a beach", Content_Type="image/jpeg")
        return "holiday/beach.jpg", b"a beach"

    @pytest.fixture
    def loader(self, s3: S3Server) -> S3Storage:
        return storage_of(s3, bucket="others", prefix="photos")


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("plain.jpg", "plain.jpg"),
        ("/a b/größe 100%.jpg", "a%20b/gr%C3%B6%C3%9Fe%20100%25.jpg"),
        ("%2e%2e/a+b~(1)!*'.jpg", "%252e%252e/a%2Bb~%281%29%21%2A%27.jpg"),
        ("http:x?y=1&z#🦊.jpg", "http%3Ax%3Fy%3D1%26z%23%F0%9F%A6%8A.jpg"),
    ],
)
@pytest.mark.gen_test
async def test_a_given_object_is_found_under_its_name(s3: S3Server, key: str, path: str) -> None:
    headers = {"Content_Type": "image/jpeg; x=1", "Cache_Control": 'max-age=60, stale-if-error="9"'}
    put = s3.ask("PUT", f"/pictures/given/{path}", b"given", **headers)
    async with opened(s3, prefix="/given/") as storage:
        blob = await storage.get(key)
        assert blob is not None
        assert (blob.body, blob.media_type) == (b"given", "image/jpeg")
        assert blob.version == Version(put.headers["ETag"], blob.modified, 60, None, 9)
        assert blob.modified is not None
        assert blob.modified > 1.7e9


@pytest.mark.gen_test
async def test_a_large_one_comes_in_a_file(s3: S3Server) -> None:
    for size, kind in ((1 << 20, bytes), ((1 << 20) + 1, Descriptor)):
        s3.ask("PUT", "/pictures/large", bytes(size))
        async with opened(s3, prefix="") as storage:
            blob = await storage.get("large")
            assert blob is not None
            assert isinstance(blob.body, kind)
            assert blob.read() == bytes(size)


@pytest.mark.gen_test
async def test_a_source_is_asked_for_again(s3: S3Server) -> None:
    s3.ask("PUT", "/pictures/again.jpg", b"old", Cache_Control="max-age=60")
    async with opened(s3, prefix="") as storage:
        assert isinstance(storage, Revalidating)
        old = await storage.get("again.jpg")
        assert old is not None
        assert old.version is not None
        same = await storage.revalidate("again.jpg", old.version)
        assert same == old.version
        s3.ask("PUT", "/pictures/again.jpg", b"newer")
        newer = await storage.revalidate("again.jpg", old.version)
        assert isinstance(newer, Blob)
        assert (newer.body, newer.version and newer.version.max_age) == (b"newer", None)
        unknown = await storage.revalidate("again.jpg", Version())
        assert isinstance(unknown, Blob)
        await storage.put("again.jpg", Blob(b"kept"))
        kept = await storage.revalidate("again.jpg", old.version)
        assert isinstance(kept, Blob)
        assert kept.body == b"kept"
        await storage.delete("again.jpg")
        s3.ask("DELETE", "/pictures/again.jpg")
        assert await storage.revalidate("again.jpg", old.version) is None
        assert await storage.revalidate("../again.jpg", old.version) is None


@pytest.mark.gen_test
async def test_what_people_put_there_stays(s3: S3Server) -> None:
    async with opened(s3, prefix="mixed") as storage:
        for name in ("sub/a.jpg", "sub/b.jpg", ".fitter.jpg"):
            s3.ask("PUT", f"/pictures/mixed/{name}", b"given")
        for key in ("sub/a.jpg", "sub/c.jpg"):
            await storage.put(key, Blob(b"kept"))
        found = [await storage.get(f"sub/{name}.jpg") for name in "abc"]
        assert [blob and blob.body for blob in found] == [b"kept", b"given", b"kept"]
        for key in ("sub/a.jpg", "sub/b.jpg", "sub/", "/", ""):
            await storage.delete(key)
        assert s3.names("pictures", "mixed/") == ["mixed/.fitter.jpg", "mixed/sub/a.jpg", "mixed/sub/b.jpg"]
        given = await storage.get("sub/a.jpg")
        assert given is not None
        assert given.body == b"given"


@pytest.mark.parametrize(("serves", "bodies"), [("given", [b"given", None]), ("kept", [None, b"kept"])])
@pytest.mark.gen_test
async def test_only_one_kind_is_looked_for(s3: S3Server, serves: str, bodies: list[bytes | None]) -> None:
    s3.ask("PUT", "/pictures/kinds/given.jpg", b"given")
    async with opened(s3, prefix="kinds") as both, opened(s3, prefix="kinds", serves=serves) as storage:
        await both.put("kept.jpg", Blob(b"kept"))
        found = [await storage.get(key) for key in ("given.jpg", "kept.jpg")]
        assert [blob and blob.body for blob in found] == bodies
        if serves == "given":
            assert "serves: given" in await raised(storage.put("a", BLOB))


@pytest.mark.parametrize(
    "key", [".fitter/secret.jpg", "sub/.fitter/secret.jpg", "a/../secret.jpg", "a//b", "a\nb", "\ud800"]
)
@pytest.mark.gen_test
async def test_keys_that_lead_to_no_given_object(s3: S3Server, key: str) -> None:
    for name in ("sub/.fitter/secret.jpg", ".fitter/secret.jpg", "secret.jpg", "a//b"):
        s3.ask("PUT", f"/others/nokeys/{name}", b"given")
    async with opened(s3, bucket="others", prefix="nokeys", serves="given") as storage:
        assert await storage.get(key) is None


@pytest.mark.gen_test
async def test_no_key_leaves_the_prefix(s3: S3Server) -> None:
    s3.ask("PUT", "/pictures/outside.jpg", b"secret")
    s3.ask("PUT", "/others/outside.jpg", b"secret")
    async with opened(s3, prefix="inside") as storage:
        for way in ("../", "/../", "..%2f", "%2e%2e/", "./../", "../../others/", "//", "/"):
            assert await storage.get(f"{way}outside.jpg") is None


@pytest.mark.gen_test
async def test_buckets_that_a_key_may_name(s3: S3Server) -> None:
    s3.ask("PUT", "/pictures/many/a.jpg", b"in pictures")
    s3.ask("PUT", "/others/many/a.jpg", b"in others")
    async with (
        opened(s3, buckets=["pictures"], prefix="many") as one,
        opened(s3, buckets=["pictures", "others"], prefix="many") as two,
    ):
        found = [
            await two.get(key) for key in ("pictures/a.jpg", "/others/a.jpg", "nobodys/a.jpg", "a.jpg", "pictures")
        ]
        assert [blob and blob.body for blob in found] == [b"in pictures", b"in others", None, None, None]
        assert await one.get("others/a.jpg") is None
        assert await one.revalidate("others/a.jpg", Version()) is None
        assert "other buckets" in await raised(one.put("others/b.jpg", BLOB))
        await two.put("others/b.jpg", BLOB)
        await one.delete("others/b.jpg")
        await two.delete("pictures/")
        assert await two.get("others/b.jpg") is not None
        await two.delete("others/")
        assert await two.get("others/b.jpg") is None


@pytest.mark.gen_test
async def test_what_is_kept_is_a_plain_picture(s3: S3Server) -> None:
    async with opened(s3, prefix="plain") as storage:
        await storage.put("a/b.png", BLOB)
        answer = s3.ask("GET", "/pictures/plain/.fitter/a%21/b.png")
        assert (answer.body, answer.headers["Content-Type"]) == (BLOB.body, BLOB.media_type)
        notes = next(value for name, value in answer.headers.items() if name.lower() == "x-amz-meta-fitter")
        assert json.loads(notes)["facts"] == BLOB.facts
        assert fetch(await storage.url("a/b.png")).body == BLOB.body


@pytest.mark.parametrize(
    ("media_type", "shown"),
    [
        ("image/avif", "image/avif"),
        ("application/json", "application/json"),
        *[(kind, "application/octet-stream") for kind in ("text/html", "image/svg+xml", "image/x\r\nX-Evil: 1", "")],
    ],
)
@pytest.mark.gen_test
async def test_a_browser_that_gets_it_there_runs_nothing(s3: S3Server, media_type: str, shown: str) -> None:
    async with opened(s3) as storage:
        await storage.put("a", Blob(b"<script>", media_type))
        kept = await storage.get("a")
        assert kept is not None
        assert kept.media_type == media_type
        assert fetch(await storage.url("a")).headers["Content-Type"] == shown


ODD = Blob(
    b"odd", "no media type\r\nX-Evil: 1", 1.5, {"two  blanks": "\x7f\n\t é \ud800", " ": [1.5, None, {"a": " "}]}
)


@pytest.mark.parametrize("size", [0, 1_400, 1_600, 100_000])
@pytest.mark.gen_test
async def test_notes_of_any_length_and_kind(s3: S3Server, size: int) -> None:
    async with opened(s3) as storage:
        blob = Blob(b"body", "image/x", None, {"long": "é" * size, **ODD.facts})
        for key in ("a/b", "a/" + "long" * (size // 4)):
            await storage.put(key, blob)
            kept = await storage.get(key)
            assert kept is not None
            assert dict(kept.facts) == blob.facts
        await storage.put("a/b", ODD)
        kept = await storage.get("a/b")
        assert kept == ODD
        await storage.delete("a/")
        assert s3.names("pictures", storage._prefix) == []


@pytest.mark.gen_test
async def test_facts_that_nothing_can_keep(s3: S3Server) -> None:
    async with opened(s3) as storage:
        assert (await raised(storage.put("a", Blob(b"", facts={"a": object()})))).startswith("TypeError")


async def tampered(s3: S3Server, storage: S3Storage, body: bytes | None, **changes: str) -> None:
    """Write the object of the key ``a`` again, as somebody else could."""
    path = f"/pictures/{storage._prefix}.fitter/a"
    answer = s3.ask("GET", path)
    named = {name.lower(): value for name, value in answer.headers.items() if name.lower().startswith("x-amz-meta-")}
    headers = {**{name.replace("-", "_"): value for name, value in named.items()}, **changes}
    assert s3.ask("PUT", path, answer.body if body is None else body, **headers).status == 200


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        (b"other", {}),
        (b"", {}),
        (b"c", {"x_amz_meta_fitter": "[]"}),
        (None, {"x_amz_meta_fitter": '{"key":"b"}'}),
        (None, {"x_amz_meta_fitter": "beside"}),
        (None, {"x_amz_meta_fitter_digest": "0" * 64}),
    ],
)
@pytest.mark.gen_test
async def test_what_does_not_fit_is_a_miss(s3: S3Server, body: bytes | None, changes: dict[str, str]) -> None:
    async with opened(s3) as storage:
        await storage.put("a", BLOB)
        await tampered(s3, storage, None)
        assert await storage.get("a") is not None
        await tampered(s3, storage, body, **changes)
        assert await storage.get("a") is None
        left = s3.names("pictures", storage._prefix)
        assert bool(left) == (changes.get("x_amz_meta_fitter") == "beside")
        await storage.put("a", BLOB)
        assert await storage.get("a") is not None


@pytest.mark.gen_test
async def test_an_object_of_another_key_is_a_miss(s3: S3Server) -> None:
    async with opened(s3) as storage:
        await storage.put("a", BLOB)
        path = f"/pictures/{storage._prefix}.fitter/"
        s3.ask("PUT", f"{path}b", x_amz_copy_source=f"{path}a")
        assert await storage.get("b") is None
        assert await storage.get("a") is not None


@pytest.mark.gen_test
async def test_somebodys_object_in_our_place(s3: S3Server) -> None:
    async with opened(s3) as storage:
        path = f"/pictures/{storage._prefix}.fitter/a"
        s3.ask("PUT", path, b"strange")
        assert await storage.get("a") is None
        assert s3.ask("GET", path).body == b"strange"


@pytest.mark.gen_test
async def test_too_large(s3: S3Server) -> None:
    async with opened(s3, prefix="cap") as storage, opened(s3, prefix="cap", largest=10) as small:
        await storage.put("a", Blob(bytes(11)))
        assert await small.get("a") is None
        await small.put("a", Blob(bytes(11)))
        assert await storage.get("a") is None
        await small.put("a", Blob(bytes(10)))
        assert await small.get("a") is not None
        await small.put("b/" + "long" * 1000, Blob(b""))
        assert await small.get("b/" + "long" * 1000) is not None
        await small.delete("b/")
        assert await small.get("b/" + "long" * 1000) is None
        s3.ask("PUT", "/pictures/cap/given", bytes(11))
        with pytest.raises(SourceTooLarge):
            await small.get("given")


@pytest.mark.gen_test
async def test_deleting_many(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "_PAGE", 4)  # a page of S3's has 1000
    async with opened(s3, prefix="many & <more>") as storage:
        for number in range(10):
            await storage.put(f"all/{number % 3}/{number}", BLOB)
        await storage.put("some", BLOB)
        await storage.delete("all/")
        assert [await storage.get(f"all/{number % 3}/{number}") for number in range(10)] == [None] * 10
        assert await storage.get("some") is not None


@pytest.mark.gen_test
async def test_deleting_below_very_long_keys(s3: S3Server) -> None:
    async with opened(s3) as storage:
        below, beside = ["deep/" * 150 + "x", "deep/" * 150 + "y" * 3000], ["deep/" * 149 + "x", "deep/" * 150]
        for key in below + beside:
            await storage.put(key, BLOB)
        await storage.delete("deep/" * 150 + "y" * 3000)
        await storage.delete("deep/" * 149 + "deeper/")
        await storage.delete("deep/" * 151)
        assert [key for key in below + beside if await storage.get(key)] == [below[0], *beside]
        await storage.delete("deep/" * 150)
        assert [key for key in below + beside if await storage.get(key)] == [beside[0]]


@pytest.mark.gen_test
async def test_links(s3: S3Server) -> None:
    base = "https://cdn.example.com/x"
    async with (
        opened(s3, prefix="p", public_url=base) as storage,
        opened(s3, buckets=["others"], prefix="p", serves="given", public_url=base + "/") as given,
    ):
        assert await storage.url("a/b c.jpg") == f"{base}/p/.fitter/a%21/b%2120c.jpg"
        assert await given.url("others/a/b c.jpg") == f"{base}/others/p/a/b%20c.jpg"
        for key in ("others/../a", "pictures/a"):
            with pytest.raises(ValueError, match="no object"):
                await given.url(key)


PROBLEMS: list[tuple[dict[str, Any], str]] = [
    ({}, "needs either bucket"),
    ({"bucket": "abc", "buckets": ["abc"]}, "needs either bucket"),
    ({"bucket": "a/b"}, "no bucket"),
    ({"bucket": "a..b"}, "no bucket"),
    ({"bucket": "abc", "prefix": "a/../b"}, "no prefix"),
    ({"bucket": "abc", "prefix": "a//b"}, "no prefix"),
    ({"bucket": "abc", "region": "moon/1"}, "pattern"),
    ({"bucket": "abc", "endpoint": "minio:9000"}, "must be a URL"),
    ({"bucket": "abc", "endpoint": "http://minio:9000/path"}, "host and port alone"),
    ({"bucket": "abc", "public_url": "cdn.example.com"}, "must be a URL"),
    ({"bucket": "abc", "access_key": "a"}, "access_key and secret_key"),
    ({"bucket": "abc", "session_token": "a"}, "access_key for its session_token"),
    ({"bucket": "abc", "access_key": "a", "secret_key": "b", "profile": "c"}, "either from a profile"),
    ({"bucket": "abc", "kms_key": "a"}, "encryption: aws:kms"),
    ({"bucket": "abc", "storage_class": "A\r\nX-Evil: 1"}, "pattern"),
    ({"bucket": "abc", "path_style": "often"}, "auto"),
]


@table(("options", "words"), PROBLEMS)
def test_bad_options(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        S3Storage.Options(**options)


def test_secrets_are_not_shown() -> None:
    options = S3Storage.Options(
        bucket="abc", access_key="an access key", secret_key="a secret", session_token="a token"
    )
    for shown in (repr(options), str(options), repr(S3Storage(options)._requests._keys._keys)):
        assert not any(secret in shown for secret in ("an access key", "a secret", "a token"))
    with pytest.raises(ValidationError) as caught:
        S3Storage.Options(bucket="abc", endpoint="http://user:a%20secret@host")
    assert "a%20secret" not in str(caught.value.errors()[0]["msg"])


@pytest.mark.gen_test
async def test_what_is_kept_for_a_while(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(s3, prefix="ends") as without, opened(s3, prefix="ends", ttl="1h") as storage:
        await storage.put("a", BLOB)
        await storage.put("long", Blob(b"x", facts={"much": "y" * 3000}))
        await without.put("for ever", BLOB)
        now, wrong = time.time(), []
        for later, found in ((3500, True), (3601, False), (-30, True), (-86_400, False)):  # and another machine's clock
            monkeypatch.setattr(lifetime, "time", SimpleNamespace(time=lambda later=later: now + later))
            kept = [await storage.get(key) is not None for key in ("a", "long")]
            wrong += [(later, kept)] if kept != [found, found] else []
        monkeypatch.setattr(lifetime, "time", time)
        assert wrong == []
        assert await storage.get("for ever") is None
        assert await without.get("a") == BLOB


PUTS = """
import asyncio, json, sys
from fitter import Blob
from fitter.storages.s3 import S3Storage

async def main():
    storage = S3Storage(S3Storage.Options(**json.loads(sys.argv[1])))
    await storage.put(sys.argv[2], Blob(b"new" * 7_000_000))

asyncio.run(main())
"""


@pytest.mark.gen_test(timeout=60)
async def test_a_client_that_dies_in_mid_put(s3: S3Server) -> None:
    async with opened(s3, prefix="dies") as storage, Relay(s3.port) as relay:
        await storage.put(RESULT, BLOB)
        options = {**s3.options, "bucket": "pictures", "prefix": "dies", "timeout": "30s"}
        options["endpoint"] = relay.url.replace("redis:", "http:")
        command = [sys.executable, "-c", PUTS, json.dumps(options), RESULT]
        client = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
        await relay.has_sent(3_000_000)
        client.kill()
        assert await client.wait() == -signal.SIGKILL
        assert relay.sent < 21_000_000
        assert await storage.get(RESULT) == BLOB
        await storage.delete(RESULT.partition("/")[0] + "/")
        assert await storage.get(RESULT) is None
        assert s3.names("pictures", "dies/") == []
