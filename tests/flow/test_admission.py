"""How many pictures may be under way, and how many bytes of sources."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from fitter.errors import Overloaded, SourceNotFound
from fitter.flow.admission import Admission
from fitter.values import Blob
from tests.flow.storages import settle


async def load(key: str) -> Blob:
    """A blob of so many bytes."""
    if key == "missing":
        raise SourceNotFound
    return Blob(b"x" * int(key))


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
                await held.enter_async_context(admission.source(load, str(size)))
            await held.enter_async_context(admission.source(load, "10"))
            waiting = asyncio.ensure_future(held.enter_async_context(admission.source(load, "1")))
            await settle()
            assert not waiting.done()
            await held.aclose()
            assert (await waiting).size == 1

    asyncio.run(asyncio.wait_for(scene(), 20))


def test_first_come_first_served_and_who_leaves_takes_nothing() -> None:
    order: list[str] = []

    async def one(admission: Admission, name: str, size: str) -> None:
        async with admission.source(load, size):
            order.append(name)

    async def scene() -> None:
        admission = Admission(9, 10, 10)
        async with admission.source(load, "10"):
            tasks = [asyncio.ensure_future(one(admission, name, "10")) for name in "abc"]
            await settle()
            tasks[1].cancel()
            await settle()
        await asyncio.wait(tasks)
        async with admission.source(load, "10"):
            pass

    asyncio.run(asyncio.wait_for(scene(), 20))
    assert order == ["a", "c"]


def test_a_source_that_is_not_there_gives_its_room_back() -> None:
    async def scene() -> None:
        admission = Admission(9, 10, 10)
        for _ in range(3):
            with pytest.raises(SourceNotFound):
                async with admission.source(load, "missing"):
                    pass
        async with admission.source(load, "10"):
            pass

    asyncio.run(asyncio.wait_for(scene(), 20))


def test_a_source_larger_than_the_room_still_gets_in_alone() -> None:
    async def scene() -> None:
        async with Admission(9, 5, 10).source(load, "10") as blob:
            assert blob.size == 10

    asyncio.run(asyncio.wait_for(scene(), 20))
