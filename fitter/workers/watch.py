"""Finds the workers that take more memory than allowed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Generic, Protocol, TypeVar

from fitter.workers.memory import claimed, nearly_all, resident

INTERVAL = 0.05  # seconds; a decoder that fills pages as fast as it can takes some 100 MB in that time


class Watched(Protocol):
    """A process to look at."""

    full: bool
    """Whether it was nearly out of memory at its job: if it ends then, no decoder crashed."""

    @property
    def pid(self) -> int:
        """Its number."""
        ...


W = TypeVar("W", bound=Watched)


class MemoryWatch(Generic[W]):
    """Looks at busy workers from time to time, as long as there are any, and reports each that holds too much."""

    def __init__(self, allowed: int | None, busy: Callable[[], Iterable[W]], over: Callable[[W], None]) -> None:
        self._allowed = allowed
        self._busy = busy
        self._over = over
        self._timer: asyncio.TimerHandle | None = None

    def wake(self) -> None:
        """Start looking, unless it does already: a worker has become busy."""
        if self._timer is None and self._allowed is not None:
            self._timer = asyncio.get_running_loop().call_later(INTERVAL, self._look)

    def close(self) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()

    def _look(self) -> None:
        self._timer = None
        for worker in list(self._busy()):
            worker.full = worker.full or nearly_all(claimed(worker.pid), self._allowed)
            if self._allowed is not None and resident(worker.pid) > self._allowed:
                self._over(worker)
        if any(self._busy()):
            self.wake()
