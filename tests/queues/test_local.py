"""The queue in this process: bounded, in order, and gone with it."""

from __future__ import annotations

import asyncio
import logging

import pytest

from fitter import Job, Overloaded
from fitter.queues import local
from fitter.queues.local import LocalQueue
from tests.contracts.queue import QueueContract, job


class TestLocalQueue(QueueContract):
    @pytest.fixture
    def queue(self) -> LocalQueue:
        return LocalQueue(LocalQueue.Options())

    def test_in_order_and_no_more_at_once_than_allowed(self) -> None:
        queue = LocalQueue(LocalQueue.Options(parallel=3))
        begun, most = list[str](), list[int]()
        running = 0

        async def do(one: Job) -> None:
            nonlocal running
            running += 1
            begun.append(one.key)
            most.append(running)
            await asyncio.sleep(0)
            running -= 1

        async def scene() -> None:
            queue.work(do)
            for number in range(20):
                await queue.put(job(number))
            await self.until_done(begun, 20)  # type: ignore[arg-type]  # only counted
            await queue.close()

        asyncio.run(scene())
        assert begun == [f"key {number}" for number in range(20)]
        assert max(most) == 3

    def test_it_is_full_at_once(self, caplog: pytest.LogCaptureFixture) -> None:
        queue, gate = LocalQueue(LocalQueue.Options(most=2)), asyncio.Event()

        async def do(_: Job) -> None:
            await gate.wait()

        async def scene() -> None:
            queue.work(do)
            await queue.put(job(0))
            await asyncio.sleep(0)  # it is being done, and waits no more
            await queue.put(job(1))
            await queue.put(job(2))
            with pytest.raises(Overloaded, match="2 pictures wait already"):
                await queue.put(job(3))
            await queue.put(job(2))
            await queue.close()

        with caplog.at_level(logging.WARNING):
            asyncio.run(scene())
        assert "3 pictures that waited were not made" in caplog.text

    def test_without_room_it_tries_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(local, "_PAUSES", (0, 0))
        queue, tried = LocalQueue(LocalQueue.Options()), list[Job]()

        async def do(one: Job) -> None:
            tried.append(one)
            if len(tried) < 3:
                raise Overloaded

        async def scene() -> None:
            queue.work(do)
            await queue.put(job(0))
            await self.until_done(tried, 3)
            await queue.put(job(1))
            await self.until_done(tried, 4)
            await queue.close()

        asyncio.run(scene())
        assert tried == [job(0)] * 3 + [job(1)]
