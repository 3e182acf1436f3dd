"""A queue in the memory of this process, which ends with it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from pydantic import Field

import fitter
from fitter import Count, FitterError, Job, Overloaded

_log = logging.getLogger("fitter.queue")
_PAUSES = (0.5, 1, 2, 4, 8)  # seconds before a job is tried again for which there was no room


class LocalQueue:
    """Makes pictures in this process, one after the other, in the order in which they were asked for.

    It survives nothing: what waits is gone when the process ends, and is then made when somebody asks for the picture.
    Each process of `server.processes` has its own. A picture that is asked for while it waits here is made at once.
    """

    class Options(fitter.Options):
        """How much."""

        most: Count = Field(1000, ge=1, le=1_000_000, description="Pictures that may wait; more are answered 503.")
        parallel: int = Field(
            1,
            ge=1,
            le=64,
            description="Pictures that are made at once. Each takes a worker from those who wait.",
        )

    def __init__(self, options: Options) -> None:
        self._most, self._parallel = options.most, options.parallel
        self._waiting: dict[str, Job] = {}
        self._doing: dict[str, Job] = {}
        self._hands: set[asyncio.Task[None]] = set()
        self._do: Callable[[Job], Awaitable[object]] | None = None

    def work(self, do: Callable[[Job], Awaitable[object]]) -> None:
        """Take how a job is done."""
        self._do = do

    async def put(self, job: Job) -> None:
        """Take a job in.

        Raises:
            Overloaded: so many wait already.
        """
        if job.key in self._waiting or job.key in self._doing:
            return
        if len(self._waiting) >= self._most:
            raise Overloaded(f"{self._most} pictures wait already; try again in a moment, or ask for this one itself.")
        self._waiting[job.key] = job
        if len(self._hands) < self._parallel:
            self._hands.add(asyncio.ensure_future(self._work()))

    async def close(self) -> None:
        """Forget what waits, and say how much it was."""
        left = len(self._waiting) + len(self._doing)
        self._waiting.clear()
        for hand in self._hands:
            hand.cancel()
        await asyncio.gather(*self._hands, return_exceptions=True)
        if left:
            _log.warning("%d pictures that waited were not made; they are made when they are asked for", left)

    async def _work(self) -> None:
        while self._waiting:
            key = next(iter(self._waiting))
            job = self._doing[key] = self._waiting.pop(key)
            try:
                await self._insist(job)
            except FitterError as error:
                _log.info("%s was not made: %s", job.path, error.detail)
            except Exception:
                _log.exception("%s was not made", job.path)
            finally:
                del self._doing[key]
        self._hands = {hand for hand in self._hands if hand is not asyncio.current_task()}

    async def _insist(self, job: Job) -> None:
        if self._do is None:
            raise RuntimeError("nobody has said how a job is done")
        for pause in _PAUSES:
            try:
                await self._do(job)
            except Overloaded:  # those who wait for their answers come first
                await asyncio.sleep(pause)
            else:
                return
        await self._do(job)
