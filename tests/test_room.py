"""How many bytes of sources are in memory at once."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from ipaddress import ip_network

import pytest

from fitter.blob import Blob
from fitter.errors import Overloaded
from fitter.fetch.client import Fetcher
from fitter.fetch.guard import AddressGuard
from fitter.fetch.hosts import HostPatterns
from fitter.flow.results.keep import Keep
from fitter.room import Room
from tests.flow.storages import loading
from tests.origin import PICTURE, Canary, Origin, answer

SIZE = len(PICTURE)


def fetcher() -> Fetcher:
    return Fetcher(AddressGuard([ip_network("127.0.0.0/8")]), HostPatterns(["127.0.0.1"]))


class Half(Canary):
    """Sends half of a picture, and never the rest."""

    async def respond(self, stream, path):  # type: ignore[no-untyped-def]  # as its parent
        await stream.write(answer(PICTURE[: SIZE // 2], length=SIZE))
        await asyncio.Event().wait()


def test_what_is_given_back_can_be_taken_again() -> None:
    room = Room(10)
    for _ in range(3):
        with room.held(4), room.held(6), pytest.raises(Overloaded):
            room.take(1)


@pytest.mark.gen_test
async def test_what_arrives_counts_until_nobody_holds_it() -> None:
    room, one = Room(2 * SIZE), fetcher()
    async with Origin() as origin:
        held = [await room.counting(one.get(origin.url())) for _ in range(2)]
        with pytest.raises(Overloaded):
            await room.counting(one.get(origin.url()))
        assert (await one.get(origin.url())).blob.read() == PICTURE  # what is no source does not count
        held.pop()
        held.append(await room.counting(one.get(origin.url())))
        assert {response.blob.read() for response in held} == {PICTURE}
    await one.close()


async def filled(room: Room, size: int) -> None:
    """Wait until there is less room."""
    with suppress(Overloaded):
        while True:
            with room.held(size):
                pass
            await asyncio.sleep(0.001)


@pytest.mark.gen_test
async def test_who_waits_for_an_origin_takes_what_has_come_and_no_more() -> None:
    room, one = Room(2 * SIZE), fetcher()
    async with Half() as slow, Origin() as origin:
        waiting = asyncio.ensure_future(room.counting(one.get(slow.url())))
        await filled(room, 2 * SIZE)
        held = await room.counting(one.get(origin.url()))
        with pytest.raises(Overloaded):
            await room.counting(one.get(origin.url()))
        waiting.cancel()
        await asyncio.wait([waiting])
        assert held.blob.read() == (await room.counting(one.get(origin.url()))).blob.read()
    await one.close()


def test_what_came_as_bytes_counts_while_it_is_held() -> None:
    load = loading([], [], Keep(), most=1)  # room for 9
    with load.room_for([Blob(b"four"), Blob(b"five!")]), pytest.raises(Overloaded), load.room_for([Blob(b"x")]):
        pass
    with load.room_for([Blob(b"123456789")]):
        pass
