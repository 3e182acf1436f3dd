"""How the starts of workers go: at once as long as they succeed, and after a growing pause when they fail."""

from __future__ import annotations

import asyncio

PAUSES = (0.1, 5.0)  # seconds: the first, doubled up to the last
TRIES = 3  # starts in a row that fail before anybody is told


class Starts:
    """What became of the last starts, of all workers together: they are alike, and fail alike."""

    def __init__(self) -> None:
        self.number = 0  # of all so far
        self.trouble = ""  # why none succeeds
        self._failures = 0  # in a row
        self._news = asyncio.Event()

    @property
    def pause(self) -> float:
        """Seconds to wait before the next; 0 after a success."""
        first, last = PAUSES
        return min(last, first * 2 ** (self._failures - 1)) if self._failures else 0

    def succeeded(self) -> None:
        """A worker has become ready."""
        self._failures, self.trouble = 0, ""
        self._news.set()

    def failed(self, trouble: str, *, final: bool) -> None:
        """A worker was lost before it was ready; final if another try will hardly change it."""
        self._failures = min(self._failures + 1, 16)
        if final or self._failures >= TRIES:
            self.trouble = trouble
            self._news.set()

    async def news(self) -> None:
        """Wait until a worker becomes ready or there is trouble."""
        self._news.clear()
        await self._news.wait()
