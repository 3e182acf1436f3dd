"""Keys that are given, found by botocore, renewed, and refused."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fitter.storages.s3 import keys
from fitter.storages.s3.keys import KeyRing, Keys
from tests.faults import FaultProxy, refusal
from tests.s3 import ACCESS_KEY, SECRET_KEY, S3Server
from tests.storages.s3 import opened, raised

FIRST, SECOND = Keys("first", "secret"), Keys("second", "secret")
NO_KEYS = {"access_key": None, "secret_key": None, "serves": "kept"}


class Slow:
    """A source that waits until it may go on; then it gives what comes next."""

    def __init__(self, *given: Keys | Exception) -> None:
        self.may = threading.Event()
        self.may.set()
        self.given = list(given)
        self.asked = 0

    def keys(self) -> Keys:
        self.asked += 1
        assert self.may.wait(20)
        found = self.given.pop(0)
        if isinstance(found, Exception):
            raise found
        return found


@pytest.mark.gen_test
async def test_many_wait_for_one_look() -> None:
    source = Slow(FIRST)
    ring = KeyRing(lambda: source)
    assert await asyncio.gather(*(ring.get() for _ in range(20))) == [FIRST] * 20
    assert source.asked == 1


@pytest.mark.gen_test
async def test_a_look_that_fails_is_tried_again() -> None:
    source = Slow(PermissionError("none yet"), FIRST)
    ring = KeyRing(lambda: source)
    assert await raised(asyncio.gather(ring.get(), ring.get())) == "PermissionError: none yet"
    assert await ring.get() == FIRST


@pytest.mark.gen_test
async def test_who_gives_up_stops_no_look() -> None:
    source = Slow(FIRST)
    source.may.clear()
    ring = KeyRing(lambda: source)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(ring.get(), 0.05)
    source.may.set()
    assert await ring.get() == FIRST
    assert source.asked == 1


@pytest.mark.gen_test
async def test_nobody_waits_for_newer_keys(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(keys, "_LOOK", 0)
    source = Slow(FIRST, FIRST, PermissionError("not now"), *[SECOND] * 100)
    ring = KeyRing(lambda: source)
    assert await ring.get() == FIRST
    source.may.clear()
    assert [await ring.get() for _ in range(10)] == [FIRST] * 10
    source.may.set()
    async with asyncio.timeout(20):
        while await ring.get() != SECOND:  # noqa: ASYNC110  a thread brings them
            await asyncio.sleep(0.005)
    monkeypatch.undo()
    await ring._looking if ring._looking else None
    assert "those from before are used: not now" in caplog.text


@pytest.mark.gen_test
async def test_keys_that_are_refused_are_looked_for_anew() -> None:
    made: list[Slow] = []
    ring = KeyRing(lambda: made.append(Slow([FIRST, SECOND][len(made)])) or made[-1])
    first = await ring.get()
    assert ring.refused(first)
    assert ring.refused(first)  # another request had them too
    assert await ring.get() == SECOND
    assert len(made) == 2


def test_given_keys_are_all_there_are() -> None:
    ring = KeyRing(lambda: Slow(), FIRST)
    assert not ring.refused(FIRST)


@pytest.fixture
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No keys of whoever runs the tests."""
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    (tmp_path / "config").write_text("[profile pictures]\nregion = moon-1\n")
    (tmp_path / "credentials").write_text(
        f"[pictures]\naws_access_key_id = {ACCESS_KEY}\naws_secret_access_key = {SECRET_KEY}\n"
    )
    return


@pytest.mark.usefixtures("_bare")
@pytest.mark.gen_test
async def test_keys_and_region_of_a_profile(s3: S3Server) -> None:
    async with opened(s3, **NO_KEYS, region=None, profile="pictures") as storage:
        await storage.check_writing()
        assert "%2Fmoon-1%2Fs3" in await storage.url("a")
    async with opened(s3, **NO_KEYS, region=None, profile="videos") as storage:
        assert "profile (videos) could not be found" in await raised(storage.get("a"))


@pytest.mark.usefixtures("_bare")
@pytest.mark.gen_test
async def test_no_keys_anywhere(s3: S3Server) -> None:
    async with opened(s3, **NO_KEYS) as storage:
        assert (await raised(storage.check())).startswith(
            "PermissionError: there are no keys for S3: not in the options,"
        )


@pytest.mark.usefixtures("_bare")
@pytest.mark.gen_test
async def test_keys_of_the_environment_that_expire(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "OLDKEY")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
    expired = refusal("400", "ExpiredToken")
    with FaultProxy(s3.port) as proxy:
        proxy.fault = lambda head: expired if "OLDKEY" in head else None
        async with opened(s3, **NO_KEYS, endpoint=proxy.endpoint) as storage:
            assert "the session token has expired" in await raised(storage.get("a"))
            assert len(proxy.heads) == 2  # it has looked once more
            monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
            assert await storage.get("a") is None
            assert await storage.get("a") is None
            assert len(proxy.heads) == 5
