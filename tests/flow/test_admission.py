"""How many pictures may be under way, and how many bytes of sources."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack

import pytest

from fitter.blob import Blob, Version
from fitter.errors import Overloaded, SourceNotFound, SourceTooLarge
from fitter.flow.admission import Admission
from fitter.flow.sources.seen import Seen, Source
from tests.flow.storages import settle


def source(admission: Admission, *keys: str) -> AbstractAsyncContextManager[Sequence[Source]]:
    """Sources of so many bytes."""

    async def load() -> list[Source]:
        if "missing" in keys:
            raise SourceNotFound
        return [Source(Blob(b"x" * int(key)), Seen(Version(key), 0)) for key in keys]

    return admission.sources(len(keys), load)


def test_places_are_refused_when_there_are_none() -> None:
    admission = Admission(2, 100, 10)
    with admission.place(), admission.place(), pytest.raises(Overloaded), admission.place():
        pass
    with admission.place(), admission.place():
        pass


def test_room_is_taken_for_the_largest_and_what_is_over_is_given_back() -> None:
    async def scene() -> None:
        admission = Admission(9, 25, 10)
        async with AsyncExitStack() as held:
            for size in (3, 3, 3, 3):  # 4 of 10 would not fit at once
                await held.enter_async_context(source(admission, str(size)))
            await held.enter_async_context(source(admission, "10"))
            waiting = asyncio.ensure_future(held.enter_async_context(source(admission, "1")))
            await settle()
            assert not waiting.done()
            await held.aclose()
            assert [one.size for one in await waiting] == [1]

    asyncio.run(asyncio.wait_for(scene(), 20))


def test_first_come_first_served_and_who_leaves_takes_nothing() -> None:
    order: list[str] = []

    async def one(admission: Admission, name: str, size: str) -> None:
        async with source(admission, size):
            order.append(name)

    async def scene() -> None:
        admission = Admission(9, 10, 10)
        async with source(admission, "10"):
            tasks = [asyncio.ensure_future(one(admission, name, "10")) for name in "abc"]
            await settle()
            tasks[1].cancel()
            await settle()
        await asyncio.wait(tasks)
        async with source(admission, "10"):
            pass

    asyncio.run(asyncio.wait_for(scene(), 20))
    assert order == ["a", "c"]


def test_a_source_that_is_not_there_gives_its_room_back() -> None:
    async def scene() -> None:
        admission = Admission(9, 10, 10)
        for _ in range(3):
            with pytest.raises(SourceNotFound):
                async with source(admission, "missing"):
                    pass
        async with source(admission, "10"):
            pass

    asyncio.run(asyncio.wait_for(scene(), 20))


def test_a_source_larger_than_the_room_still_gets_in_alone() -> None:
    async def scene() -> None:
        async with source(Admission(9, 5, 10), "10") as blobs:
            assert [one.size for one in blobs] == [10]

    asyncio.run(asyncio.wait_for(scene(), 20))


def test_room_for_several_is_taken_at_once() -> None:
    """Two requests of two sources each, and room for three: the second waits for the whole of its room."""

    async def scene() -> None:
        admission = Admission(9, 30, 10)
        async with AsyncExitStack() as held:
            first = await held.enter_async_context(source(admission, "10", "9"))
            second = asyncio.ensure_future(held.enter_async_context(source(admission, "1", "2")))
            await settle()
            assert ([one.size for one in first], second.done()) == ([10, 9], False)
            await held.aclose()
            assert [one.size for one in await second] == [1, 2]

    asyncio.run(asyncio.wait_for(scene(), 20))


def test_several_that_are_more_than_all_the_room() -> None:
    async def scene() -> None:
        admission = Admission(9, 15, 10)
        async with source(admission, "8", "7") as blobs:
            assert len(blobs) == 2
        for _ in range(2):  # and its room comes back
            with pytest.raises(SourceTooLarge, match="16 bytes; at most 15"):
                async with source(admission, "8", "8"):
                    pass

    asyncio.run(asyncio.wait_for(scene(), 20))


def test_one_that_goes_while_it_waits_lets_those_behind_it_in() -> None:
    async def scene() -> None:
        admission = Admission(9, 20, 10)
        async with AsyncExitStack() as held:
            await held.enter_async_context(source(admission, "10"))
            large = asyncio.ensure_future(held.enter_async_context(source(admission, "1", "1")))
            await settle()
            small = asyncio.ensure_future(held.enter_async_context(source(admission, "1")))
            await settle()
            assert (large.done(), small.done()) == (False, False)
            large.cancel()
            assert [one.size for one in await small] == [1]

    asyncio.run(asyncio.wait_for(scene(), 20))
