"""A storage as the flow sees it: its failure is a miss, never the request's."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from fitter import metrics
from fitter.abilities import Distant, Locking
from fitter.blob import Blob
from fitter.flow.breaker import Breaker
from fitter.flow.calling import call, given, glance
from fitter.flow.results.haste import Haste
from fitter.protocols import Storage

_WRITING = 30.0  # seconds; nobody waits for it but the end of the server


@dataclass(slots=True)
class Tier:
    """One storage and its name in logs and metrics; one that hangs or is gone is left alone for a while."""

    name: str
    storage: Storage
    patience: float  # seconds that a look-up may take; a storage that hangs must not use up the request's deadline
    forget: Callable[[str], Any] | None = None  # how a key is deleted, if not by the storage's own ``delete``
    breaker: Breaker = field(init=False)
    haste: Haste | None = field(init=False)
    _counts: Sequence[Any] = field(init=False)
    _glance: Callable[[str], Blob | None] = field(init=False)

    def __post_init__(self) -> None:
        self.breaker = Breaker(self.name)
        self._glance = glance(self.storage)
        self._counts = [metrics.RECALLS.labels(self.name, found) for found in ("no", "yes")]
        self.haste = Haste(self.storage.patience) if isinstance(self.storage, Distant) else None

    async def get(self, key: str) -> Blob | None:
        """The blob, or None when it is not there or the storage fails."""
        try:
            found = given(self._glance(key), self._glance)
        except Exception:  # if it is more than that something would have to be waited for, ``get`` says so
            turn = self.breaker.admit()
            if turn is None:
                return None
            looking = self._look(turn, key)
            found = await (self.haste(looking) if self.haste else looking)
        self._counts[found is not None].inc()
        return found

    def at_hand(self, key: str) -> Blob | None:
        """The blob, if the storage has it and nothing need be waited for."""
        try:
            found = self._glance(key)
        except Exception:  # as above
            return None
        return found if isinstance(found, Blob) else None

    async def _look(self, turn: int, key: str) -> Blob | None:
        start, found = time.monotonic(), None
        try:
            async with asyncio.timeout(self.patience):
                found = given(await call(self.storage.get, key), self.storage.get)
            self.breaker.worked(turn, "get")
            if self.haste:
                self.haste.took(time.monotonic() - start)
        except Exception as error:  # whatever a plugin raises, the picture can still be made
            self._failed(turn, "get", error)
        return found

    async def put(self, key: str, blob: Blob) -> bool:
        """Keep the blob, or log why not; whether that was done."""
        turn = self.breaker.admit()
        if turn is None:
            return False
        try:
            async with asyncio.timeout(_WRITING):
                await call(self.storage.put, key, blob)
            self.breaker.worked(turn, "put")
        except Exception as error:  # as above: the answer does not need it
            self._failed(turn, "put", error)
            return False
        return True

    async def delete(self, key: str) -> bool:
        """Forget a key, or all below it, also while the storage rests; whether that was done."""
        turn = self.breaker.turn
        try:
            async with asyncio.timeout(_WRITING):
                await call(self.forget or self.storage.delete, key)
            self.breaker.worked(turn, "delete")
        except Exception as error:  # as above: who asked for it is told
            self._failed(turn, "delete", error)
            return False
        return True

    async def lock(self, key: str, token: str, seconds: float) -> bool | None:
        """Take a key; False: somebody has it; None: the storage has no locks, or fails."""
        turn = self.breaker.admit() if isinstance(self.storage, Locking) else None
        if turn is None or not isinstance(self.storage, Locking):
            return None
        try:
            async with asyncio.timeout(self.patience):
                taken: bool = await call(self.storage.lock, key, token, seconds)
            self.breaker.worked(turn, "lock")
        except Exception as error:  # as above: without a lock several may make the same picture, and that is all
            self._failed(turn, "lock", error)
            return None
        return taken

    async def unlock(self, key: str, token: str) -> None:
        """Give a key back; where that fails, it is free when its time is over."""
        turn = self.breaker.admit() if isinstance(self.storage, Locking) else None
        if turn is None or not isinstance(self.storage, Locking):
            return
        try:
            async with asyncio.timeout(self.patience):
                await call(self.storage.unlock, key, token)
            self.breaker.worked(turn, "unlock")
        except Exception as error:  # as above
            self._failed(turn, "unlock", error)

    def count(self, method: str) -> None:
        """Count what was not done, or not even tried."""
        metrics.TIER_ERRORS.labels(self.name, method).inc()

    def _failed(self, turn: int, method: str, error: Exception) -> None:
        self.count(method)
        self.breaker.failed(turn, method, error)
