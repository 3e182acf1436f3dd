"""Locks between fronts: who waits, for how long, and when nobody does."""

from __future__ import annotations

import asyncio
import time

from fitter import Locking
from fitter.blob import Blob
from fitter.flow.results.keep import Keep
from fitter.flow.results.lock import Lock
from tests.flow.storages import Dict, Locked, settle, tier


class Broken(Locked):
    """Says that it has locks, and has none."""

    async def lock(self, key: str, token: str, seconds: float) -> bool:
        raise ConnectionError("gone")


def lock(storage: Dict, seconds: float | None = 60, keep: Keep | None = None) -> Lock:
    return Lock([tier(Dict()), tier(storage)], keep or Keep(), seconds)


def waited(one: Lock, end: float = 120) -> bool:
    async def scene() -> bool:
        async with one("k", time.monotonic() + end) as waited:
            return waited

    return asyncio.run(asyncio.wait_for(scene(), 20))


def test_nobody_waits_without_locks_nor_where_they_fail() -> None:
    taken = Locked()
    taken.locks["k"] = "somebody"
    assert isinstance(taken, Locking)
    assert not waited(lock(taken, None))
    assert not waited(lock(Dict()))
    assert not waited(lock(Broken()))


def test_who_waited_long_enough_goes_on_without() -> None:
    taken = Locked()
    taken.locks["k"] = "somebody who died"
    assert waited(lock(taken, seconds=0.05))
    assert waited(lock(taken, seconds=60), end=0.1)
    assert taken.locks == {"k": "somebody who died"}


def test_one_after_the_other_and_given_back_when_the_result_is_there() -> None:
    async def scene() -> None:
        storage, keep, order = Locked(), Keep(), []
        one, other = lock(storage, keep=keep), lock(storage)

        async def second() -> None:
            async with other("k", time.monotonic() + 120) as waited:
                order.append((waited, "k" in storage.kept))

        async with one("k", time.monotonic() + 120) as waited:
            assert not waited
            waiting = asyncio.ensure_future(second())
            await settle()
            storage.gate.clear()
            keep([tier(storage)], "k", Blob(b"made"))
        await settle()
        assert order == []
        storage.gate.set()
        await asyncio.gather(waiting, one.flush())
        await other.flush()
        assert order == [(True, True)]
        assert storage.locks == {}

    asyncio.run(asyncio.wait_for(scene(), 20))


def test_given_back_by_who_fails_or_leaves() -> None:
    async def scene() -> None:
        storage = Locked()
        one = lock(storage)

        async def making() -> None:
            async with one("k", time.monotonic() + 120):
                await asyncio.Event().wait()

        task = asyncio.ensure_future(making())
        await settle()
        assert set(storage.locks) == {"k"}
        task.cancel()
        await asyncio.wait([task])
        await one.flush()
        assert storage.locks == {}

    asyncio.run(asyncio.wait_for(scene(), 20))
