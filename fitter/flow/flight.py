"""Single flight: callers that want the same thing share one run."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class SingleFlight(Generic[Result]):
    """Runs by key; a caller that leaves does not cancel the others."""

    def __init__(self) -> None:
        self._runs: dict[str, asyncio.Task[Result]] = {}

    async def __call__(self, key: str, run: Callable[[], Awaitable[Result]]) -> Result:
        """The result of the run that is under way for the key, or of a new one."""
        task = self._runs.get(key)
        if task is None:
            task = asyncio.ensure_future(_awaited(run))
            self._runs[key] = task
            task.add_done_callback(lambda done: self._ended(key, done))
        return await asyncio.shield(task)

    def _ended(self, key: str, task: asyncio.Task[Result]) -> None:
        del self._runs[key]
        if not task.cancelled():
            task.exception()  # looked at, even when every caller has left


async def _awaited(run: Callable[[], Awaitable[Result]]) -> Result:
    return await run()
