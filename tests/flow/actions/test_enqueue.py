"""A queue that is full, broken, hangs or is not there: the client is told at once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from fitter.errors import Overloaded, QueueFailed
from fitter.flow.actions.enqueue import Enqueue
from tests.contracts.queue import job


class Faulty:
    """Does what a test says."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.asked = 0

    async def put(self, one: Any) -> None:
        self.asked += 1
        if self.error:
            raise self.error

    async def wait(self, key: str) -> bool:
        if self.error:
            raise self.error
        return key == "known"


def test_what_the_client_is_told() -> None:
    async def scene() -> None:
        queue = Faulty()
        enqueue = Enqueue(queue)
        await enqueue(job(1))
        assert await enqueue.wait("known")
        assert not await enqueue.wait("other")
        queue.error = Overloaded("full")
        with pytest.raises(Overloaded, match="full"):
            await enqueue(job(1))
        queue.error = ValueError("a secret")
        for _ in range(2):
            with pytest.raises(QueueFailed, match=r"does not take it in\. /get") as failed:
                await enqueue(job(1))
        assert (failed.value.status, failed.value.retry_after) == (503, 2)
        assert not await enqueue.wait("known"), "it is made here"
        queue.error, asked = ConnectionError("gone"), queue.asked
        for _ in range(5):
            with pytest.raises(QueueFailed):
                await enqueue(job(1))
        assert queue.asked == asked + 1, "one that is gone is left alone for a while"

    asyncio.run(scene())


def test_no_queue() -> None:
    async def scene() -> None:
        enqueue = Enqueue(None)
        with pytest.raises(QueueFailed, match="There is no queue here"):
            await enqueue(job(1))
        assert not await enqueue.wait("known")

    asyncio.run(scene())
