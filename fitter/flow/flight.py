"""Single flight: callers that want the same thing share one run."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from fitter.flow.calling import is_leaving

Result = TypeVar("Result")


@dataclass(slots=True, eq=False)
class Run(Generic[Result]):
    """One run and how many wait for it."""

    task: asyncio.Task[Result]
    callers: int = 0


class SingleFlight(Generic[Result]):
    """Runs by key; a caller that leaves does not cancel the others, the last one that leaves ends the run."""

    def __init__(self) -> None:
        self._runs: dict[str, Run[Result]] = {}

    async def __call__(self, key: str, make: Callable[[], Awaitable[Result]]) -> Result:
        """The result of the run that is under way for the key, or of a new one."""
        while True:
            run = self._runs.get(key)
            if run is None or run.task.cancelled():  # which nobody may have been told of yet
                run = self._start(key, make)
            run.callers += 1
            try:
                return await asyncio.shield(run.task)
            except asyncio.CancelledError:
                if not run.task.cancelled() or is_leaving():
                    raise  # else it was ending for those who left before this caller came: begin anew
            finally:
                run.callers -= 1
                if not run.callers:
                    run.task.cancel()  # for nobody; a run that is done does not mind
                del run  # a task that failed, its error and this frame would keep each other, and an open file

    def _start(self, key: str, make: Callable[[], Awaitable[Result]]) -> Run[Result]:
        run = self._runs[key] = Run(asyncio.ensure_future(_awaited(make)))
        run.task.add_done_callback(lambda _: self._ended(key, run))
        return run

    def _ended(self, key: str, run: Run[Result]) -> None:
        if self._runs.get(key) is run:
            del self._runs[key]
        if not run.task.cancelled():
            run.task.exception()  # looked at, even when every caller has left


async def _awaited(make: Callable[[], Awaitable[Result]]) -> Result:
    return await make()
