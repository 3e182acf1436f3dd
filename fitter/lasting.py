"""Lasting: what is started and closed, and is a context between."""

from __future__ import annotations

import asyncio
import contextlib
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

_GRACE = 30.0  # seconds at the end for what is still being written to the storages


class Lasting(ABC):
    """Use it as a context, or start and close it; as a context it ends when all that it made is kept."""

    @abstractmethod
    async def start(self) -> None:
        """Begin."""

    @abstractmethod
    async def flush(self) -> None:
        """Wait until all that was made is kept."""

    @abstractmethod
    async def close(self) -> None:
        """End."""

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                await self.flush()
        await self.close()
