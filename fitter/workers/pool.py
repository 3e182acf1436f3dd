"""The workers as the rest of the server sees them: a place where pictures are made, within a deadline or not at all."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import Any

from fitter.blob import Blob
from fitter.wishes import NONE, Wishes
from fitter.workers import scratch
from fitter.workers.age import Age
from fitter.workers.desk import Desk
from fitter.workers.stats import Stats
from fitter.workers.wire import pack

PATIENCE = 30.0  # seconds from the start of a worker to its first picture


class CannotStart(RuntimeError):
    """No worker gets as far as its first picture; the text says why."""


class Pool:
    """A number of workers and a queue in front of them."""

    def __init__(
        self,
        hello: Mapping[str, Any],
        *,
        size: int,
        queue: int,
        deadline: float,
        memory: int | None,
        recycle_jobs: int,
        recycle_memory: int | None,
        patience: float = PATIENCE,
    ) -> None:
        """Prepare; nothing is started yet.

        Args:
            hello: what each worker is told at its start; ``work`` is the dotted path of its ``Work``.
            size: workers, one process and one job at a time each.
            queue: callers that may wait for a free worker.
            deadline: seconds that a picture may take, waiting and a second try included, unless the caller says less.
            memory: bytes that a worker may use; None for no limit.
            recycle_jobs: jobs after which a worker is replaced by a fresh one.
            recycle_memory: bytes in use at a job's end from which on it is replaced; None for never.
            patience: seconds from the start of a worker to its first picture.

        Raises:
            WireError: the hello is no JSON, or too long for one frame.
        """
        greeting = pack({**hello, "memory": memory, "front": os.getpid()})
        self._deadline = deadline
        self._desk = Desk(greeting, size, patience, Age(recycle_jobs, recycle_memory, memory), memory, queue)
        self._crew = self._desk.crew

    async def start(self) -> None:
        """Start all workers and do not wait for them; callers may already come, and wait.

        The workers end with the thread that calls this: call it where the loop stays.
        """
        await asyncio.get_running_loop().run_in_executor(None, scratch.sweep)
        self._crew.open()

    async def wait_ready(self) -> None:
        """Wait until a worker has made its first picture.

        Raises:
            CannotStart: none can. The pool goes on trying until it is closed.
        """
        while not self.ready:
            if self._crew.starts.trouble:
                raise CannotStart(f"no worker starts: {self._crew.starts.trouble}")
            await self._crew.starts.news()

    @property
    def ready(self) -> bool:
        """Whether there is a worker that has made a picture and lives."""
        return self._crew.alive > 0

    @property
    def describe(self) -> Mapping[str, Any]:
        """What the first worker that was ready told of its engine; empty before."""
        return self._crew.describe

    def stats(self) -> Stats:
        """Where it stands."""
        desk, crew = self._desk, self._crew
        return Stats(
            alive=crew.alive,
            busy=len(crew.busy()),
            waiting=len(desk.waiting),
            started=crew.starts.number,
            jobs=desk.jobs,
            crashed=crew.crashed,
            killed=crew.killed,
            recycled=crew.recycled,
        )

    async def run(
        self, text: str, *sources: Blob, wishes: Wishes = NONE, deadline: float | None = None, finish: bool = False
    ) -> Blob:
        """Make the picture that the canonical operations describe, as the client wishes it.

        The sources are those of the plan, the main one first.

        A caller that is cancelled gives up its place in the queue. A picture that is being made is finished for nobody;
        with ``finish`` the call then goes on to its end all the same, for a picture that is made is worth keeping.

        Raises:
            FitterError: what the worker found wrong with the picture.
            LimitExceeded: it needs more memory than a worker may use.
            DeadlineExceeded: it was not there in time; a worker that was at it is gone.
            Overloaded: too many wait already, the pool closes, or somebody else has killed a worker that was at it.
            WorkerCrashed: two workers died of it.
        """
        job = self._desk.put(text, sources, wishes, self._deadline if deadline is None else deadline)
        try:
            return await (asyncio.shield(job.future) if finish else job.future)
        except asyncio.CancelledError:
            if finish and job.worker is not None:
                return await job.future
            self._desk.leave(job)
            raise
        finally:
            del job  # an error holds this frame, and the job its error and an open file: they would keep each other

    async def close(self, grace: float = 0) -> None:
        """Take no more jobs, give those at hand so many seconds, then end all workers. It may be called again."""
        await self._desk.close(grace)
        await self._crew.close()
