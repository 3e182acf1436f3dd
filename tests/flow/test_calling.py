"""Plugins are called in one way, however they are written."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

import pytest

from fitter.blob import Blob, Version
from fitter.errors import OriginFailed
from fitter.flow.calling import call, close_all, given
from fitter.flow.sources.origins import Origins
from tests.flow.storages import Dict, tier
from tests.table import table


@dataclass
class Unhashable:
    """As a plugin may be: equal to another of its kind."""

    answer: str

    def get(self, key: str) -> str:
        return f"{self.answer} {key}"


@dataclass(frozen=True, slots=True)
class Slotted:
    """And one that nothing can refer to weakly."""

    answer: str

    def get(self, key: str) -> str:
        return f"{self.answer} {key}"


@pytest.mark.parametrize("kind", [Unhashable, Slotted])
def test_any_object_may_be_a_plugin(kind: type[Unhashable] | type[Slotted]) -> None:
    assert asyncio.run(call(kind("found").get, "a")) == "found a"


def test_one_that_cannot_be_closed_keeps_no_other_from_it(caplog: pytest.LogCaptureFixture) -> None:
    closed = []

    class Broken:
        def close(self) -> None:
            raise RuntimeError("no")

    class Whole:
        async def close(self) -> None:
            closed.append(self)

    whole = Whole()
    with caplog.at_level(logging.ERROR, "fitter.plugin"):
        asyncio.run(close_all([Broken(), object(), whole]))
    assert closed == [whole]
    assert "Broken cannot be closed" in caplog.text
    assert "RuntimeError: no" in caplog.text


ENDS = [asyncio.CancelledError("one of its own tasks"), SystemExit(3), KeyboardInterrupt(), BaseException("gone")]


class Ending:
    """Raises what would end more than its call."""

    def __init__(self, error: BaseException) -> None:
        self.error, self.asked = error, 0

    async def get(self, key: str) -> Blob | None:
        self.asked += 1
        raise self.error

    def plain(self) -> None:
        raise self.error


@table("error", ENDS)
def test_what_a_plugin_raises_is_an_error_of_its_call(error: BaseException) -> None:
    async def scene() -> None:
        plugin = Ending(error)
        ways = [plugin.get] if isinstance(error, asyncio.CancelledError) else [plugin.get, lambda _: plugin.plain()]
        for way in ways:
            with pytest.raises(RuntimeError, match=type(error).__name__):
                await call(way, "a")
        assert await tier(plugin).get("a") is None, "a storage has missed"
        with pytest.raises(RuntimeError):
            await Origins([plugin]).get("a")
        assert plugin.asked == 3, "and is asked once"

    asyncio.run(scene())


def test_a_call_ends_with_who_called() -> None:
    async def scene() -> None:
        storage = Dict()
        storage.gate.clear()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await call(storage.get, "a")
        calling = asyncio.ensure_future(call(storage.get, "a"))
        await asyncio.sleep(0)
        calling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await calling

    asyncio.run(scene())


@table(
    ("found", "words"),
    [
        (b"bytes", "returned bytes, not a Blob"),
        (False, "returned bool, not a Blob"),
        (Blob, "returned type, not a Blob"),
        (Blob("text"), "a body that is str"),
        (Blob(b"", None), "the media type None"),
        (Blob(b"", "image/png\r\nX-Evil: 1"), "the media type 'image/png"),
        (Blob(b"", modified="yesterday"), "modified at 'yesterday'"),
        (Blob(b"", modified=float("nan")), "modified at nan"),
        (Blob(b"", facts=[]), "no mapping"),
        (Blob(b"", version="1"), "no Version"),
    ],
)
def test_what_is_no_blob_is_told(found: object, words: str) -> None:
    class Odd:
        async def get(self, *asked: object) -> object:
            return found

        revalidate = get

    async def scene() -> None:
        loader = Odd()
        for asked in (Origins([loader]).get("a"), Origins([loader]).revalidate("a", Version())):
            with pytest.raises(TypeError, match=words):
                await asked
        assert await tier(loader).get("a") is None, "a storage has missed"

    asyncio.run(scene())
    with pytest.raises(TypeError, match=r"Odd.get returned"):
        given(found, Odd().get)


def test_a_disk_that_fails_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(OriginFailed):
        asyncio.run(Origins([Ending(ConnectionError("refused"))]).get("a"))
    assert caplog.messages == ["tests.flow.test_calling.Ending.get failed: ConnectionError('refused')"]
    assert not caplog.records[0].exc_info
