"""Enqueue: a job goes to the queue, or the client is told that nobody will do it."""

from __future__ import annotations

import asyncio

from fitter import metrics
from fitter.abilities import Awaited
from fitter.errors import FitterError, Overloaded, QueueFailed
from fitter.flow.breaker import Breaker
from fitter.flow.calling import call
from fitter.jobs import Job
from fitter.protocols import Queue

_PATIENCE = 2.0  # seconds for taking a job in
_INSTEAD = "/get, or the picture's own URL, still makes it."


class Enqueue:
    """The queue as the flow sees it: one that hangs or is gone is left alone for a while."""

    def __init__(self, queue: Queue | None) -> None:
        """Hand jobs to that queue; None is nobody."""
        self._queue, self._breaker = queue, Breaker("the queue")

    async def __call__(self, job: Job) -> None:
        """Hand a job over.

        Raises:
            Overloaded: the queue is full.
            QueueFailed: it fails, or there is none.
        """
        try:
            await self._put(job)
        except FitterError:
            metrics.JOBS.labels("refused").inc()
            raise
        metrics.JOBS.labels("queued").inc()

    async def _put(self, job: Job) -> None:
        if self._queue is None:
            raise QueueFailed(f"There is no queue here that would make it. {_INSTEAD}")
        turn = self._breaker.admit()
        if turn is None:
            raise QueueFailed(f"The queue does not answer. {_INSTEAD}")
        try:
            async with asyncio.timeout(_PATIENCE):
                await call(self._queue.put, job)
            self._breaker.worked(turn, "put")
        except Overloaded:
            self._breaker.worked(turn, "put")
            raise
        except Exception as error:  # whatever a plugin raises, the client is told
            self._breaker.failed(turn, "put", error)
            raise QueueFailed(f"The queue does not take it in. {_INSTEAD}") from error

    async def wait(self, key: str) -> bool:
        """Wait while a job of that key is under way elsewhere; whether there was one, as far as the queue says."""
        if not isinstance(self._queue, Awaited):
            return False
        turn = self._breaker.admit()
        if turn is None:
            return False
        try:
            waited = bool(await call(self._queue.wait, key))
            self._breaker.worked(turn, "wait")
        except Exception as error:  # as above: it is made here
            self._breaker.failed(turn, "wait", error)
            return False
        return waited
