"""Handing: a queue that is full, or gone, is waited for; by all who hand jobs to it, and no longer than once."""

from __future__ import annotations

import asyncio
import time

from fitter.errors import Overloaded, QueueFailed
from fitter.flow.actions.enqueue import Enqueue
from fitter.jobs import Job

_PAUSE = 0.5  # seconds before it is asked again
_FULL, _GONE = 120.0, 10.0  # seconds since it last took a job, after which each that it does not take has failed


class Handing:
    """Hands jobs over."""

    def __init__(self, enqueue: Enqueue) -> None:
        self._enqueue = enqueue
        self._took = time.monotonic()

    async def __call__(self, job: Job) -> None:
        """Hand a job over.

        Raises:
            Overloaded: the queue stays full.
            QueueFailed: it stays away.
        """
        while not await self._taken(job):  # noqa: ASYNC110  no event tells of it
            await asyncio.sleep(_PAUSE)
        self._took = time.monotonic()

    async def _taken(self, job: Job) -> bool:
        try:
            await self._enqueue(job)
        except Overloaded:
            if self._waited(_FULL):
                raise Overloaded("The queue stays full; is there a worker?") from None
            return False
        except QueueFailed:
            if self._waited(_GONE):
                raise
            return False
        return True

    def _waited(self, seconds: float) -> bool:
        return time.monotonic() - self._took >= seconds
