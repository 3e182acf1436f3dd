"""Equal keys share one run."""

from __future__ import annotations

import asyncio

import pytest

from fitter.flow.flight import SingleFlight
from tests.flow.storages import settle


class Run:
    """Counts its starts, and ends when told."""

    def __init__(self) -> None:
        self.starts, self.end = 0, asyncio.Event()

    async def __call__(self) -> int:
        self.starts += 1
        await self.end.wait()
        return self.starts


def test_equal_keys_share_and_others_do_not() -> None:
    async def scene() -> None:
        flight, run, other = SingleFlight[int](), Run(), Run()
        callers = [asyncio.ensure_future(flight("a", run)) for _ in range(10)]
        beside = asyncio.ensure_future(flight("b", other))
        await settle()
        assert (run.starts, other.starts) == (1, 1)
        run.end.set()
        assert await asyncio.gather(*callers) == [1] * 10
        assert not beside.done()
        other.end.set()
        assert await beside == 1
        assert await flight("a", run) == 2  # over is over

    asyncio.run(scene())


@pytest.mark.parametrize("leaving", [0, 1, 4])
def test_who_leaves_does_not_take_the_others_along(leaving: int) -> None:
    async def scene() -> None:
        flight, run = SingleFlight[int](), Run()
        callers = [asyncio.ensure_future(flight("a", run)) for _ in range(5)]
        await settle()
        callers.pop(leaving).cancel()
        await settle()
        run.end.set()
        assert await asyncio.gather(*callers) == [1] * 4

    asyncio.run(scene())


def test_run_ends_when_all_have_left_and_who_comes_then_begins_anew() -> None:
    async def scene() -> None:
        flight, run = SingleFlight[int](), Run()
        caller = asyncio.ensure_future(flight("a", run))
        await settle()
        caller.cancel()
        again = asyncio.ensure_future(flight("a", run))
        await settle()
        assert caller.cancelled()
        run.end.set()
        assert (await again, run.starts) == (2, 2)

    asyncio.run(scene())


def test_run_that_will_not_be_cancelled_is_joined() -> None:
    async def stubborn() -> str:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await asyncio.sleep(0.01)
        return "made"

    async def scene() -> None:
        flight = SingleFlight[str]()
        caller = asyncio.ensure_future(flight("a", stubborn))
        await settle()
        caller.cancel()
        await asyncio.wait([caller])
        assert await flight("a", stubborn) == "made"

    asyncio.run(scene())


def test_error_is_everyones_and_is_not_kept() -> None:
    async def fails() -> int:
        await asyncio.sleep(0)
        raise ValueError

    async def scene() -> None:
        flight, run = SingleFlight[int](), Run()
        results = await asyncio.gather(*(flight("a", fails) for _ in range(3)), return_exceptions=True)
        assert [type(one) for one in results] == [ValueError] * 3
        run.end.set()
        assert await flight("a", run) == 1

    asyncio.run(scene())


@pytest.mark.parametrize("turns", range(6))
def test_who_comes_in_whatever_turn_of_the_loop_a_run_ends_in(turns: int) -> None:
    """In one of them the run has been cancelled, and nobody has been told: who waited for it stopped the whole loop."""

    async def scene() -> None:
        flight, run = SingleFlight[int](), Run()
        caller = asyncio.ensure_future(flight("a", run))
        await settle()
        caller.cancel()
        for _ in range(turns):
            await asyncio.sleep(0)
        run.end.set()
        assert await flight("a", run) == run.starts

    asyncio.run(scene())
