"""What every queue must do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest

from fitter import Job, Queue
from fitter.abilities import Awaited, Working
from fitter.errors import SourceNotFound
from fitter.flow.calling import call, close
from fitter.wishes import Wishes
from tests.contracts.loader import NASTY

PATIENCE = 20.0  # seconds after which a test that waits has failed


def job(number: int, source: str = "a.jpg") -> Job:
    return Job(f"{number}x40/{source}", f"key {number}", Wishes(("avif", "webp"), 2.0, 300 + number, True))


class QueueContract:
    """Subclass it, provide the fixture ``queue``, and ``done``: the jobs that were done, or tried, in their order.

    Of a queue whose jobs are done in this process (``Working``) the contract itself says how they are done. Where they
    are done elsewhere, ``done`` tells what arrived there, and jobs of 666 and 667 pixels must fail there.
    """

    @pytest.fixture
    def done(self) -> list[Job]:
        """Those that this process was told to do."""
        return []

    def play(self, queue: Any, done: list[Job], scene: Callable[[], Awaitable[None]]) -> None:
        """Run a scene with the queue at work."""

        async def do(one: Job) -> None:
            await asyncio.sleep(0)
            done.append(one)
            if one.path.startswith("666x"):
                raise SourceNotFound("There is no source of this name.")
            if one.path.startswith("667x"):
                raise ZeroDivisionError("a mistake")

        async def all_of_it() -> None:
            if isinstance(queue, Working):
                queue.work(do)
            try:
                await scene()
            finally:
                await close(queue)

        asyncio.run(asyncio.wait_for(all_of_it(), PATIENCE))

    async def until_done(self, done: list[Job], count: int) -> None:
        """Wait until so many were done."""
        await self.until(lambda: len(done) >= count)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that must come, perhaps from another process."""
        while not condition():  # noqa: ASYNC110  which sets no event here
            await asyncio.sleep(0.01)

    def test_is_a_queue(self, queue: Any) -> None:
        assert isinstance(queue, Queue)

    def test_a_job_comes_out_as_it_went_in(self, queue: Any, done: list[Job]) -> None:
        jobs = [job(number, source) for number, source in enumerate(NASTY)]

        async def scene() -> None:
            for one in jobs:
                await call(queue.put, one)
            await self.until_done(done, len(jobs))

        self.play(queue, done, scene)
        assert sorted(done, key=lambda one: one.key) == sorted(jobs, key=lambda one: one.key)

    def test_jobs_of_one_key_that_wait_are_one(self, queue: Any, done: list[Job]) -> None:
        async def scene() -> None:
            await asyncio.gather(*(call(queue.put, job(1)) for _ in range(20)))
            await call(queue.put, job(2))
            await self.until_done(done, 2)
            while len(done) < 3:  # one that was done may be put again
                await call(queue.put, job(1))
                await asyncio.sleep(0.01)

        self.play(queue, done, scene)
        assert {one.key for one in done} == {"key 1", "key 2"}
        assert len(done) < 20

    def test_a_job_that_fails_stops_no_other(self, queue: Any, done: list[Job]) -> None:
        async def scene() -> None:
            for number in (666, 667, 3):
                await call(queue.put, job(number))
            await self.until(lambda: "key 3" in {one.key for one in done})

        self.play(queue, done, scene)

    def test_who_waits_is_told_the_end(self, queue: Any, done: list[Job]) -> None:
        if not isinstance(queue, Awaited):
            pytest.skip("its jobs are done in this process")

        async def scene() -> None:
            assert not await call(queue.wait, "key that nobody put")
            await call(queue.put, job(4))
            await call(queue.wait, "key 4")
            assert done == [job(4)]

        self.play(queue, done, scene)

    def test_it_ends_with_jobs_at_hand(self, queue: Any, done: list[Job]) -> None:
        async def scene() -> None:
            with suppress(Exception):  # a full queue is none of this test's
                for number in range(50):
                    await call(queue.put, job(number))

        self.play(queue, done, scene)
