"""A storage as the flow sees it: its failure is a miss, never the request's."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass

from fitter import metrics
from fitter.blob import Blob
from fitter.flow.calling import call
from fitter.protocols import Storage

_log = logging.getLogger("fitter.storage")
_WRITING = 30.0  # seconds; nobody waits for it but the end of the server
_REST = 5.0  # seconds that a storage which hung is not asked; then one request tries it again


@dataclass(slots=True)
class Tier:
    """One storage and its name in logs and metrics; one that hangs is left alone for a while."""

    name: str
    storage: Storage
    patience: float  # seconds that a look-up may take; a storage that hangs must not use up the request's deadline
    _rests_until: float = 0.0

    async def get(self, key: str) -> Blob | None:
        """The blob, or None when it is not there or the storage fails."""
        found: Blob | None = None
        if self._rests:
            return None
        try:
            async with asyncio.timeout(self.patience):
                found = await call(self.storage.get, key)
        except Exception as error:  # whatever a plugin raises, the picture can still be made
            self._failed("get", error)
        metrics.RECALLS.labels(self.name, "yes" if found else "no").inc()
        return found

    async def put(self, key: str, blob: Blob) -> None:
        """Keep the blob, or log why not."""
        if self._rests:
            return
        try:
            async with asyncio.timeout(_WRITING):
                await call(self.storage.put, key, blob)
        except Exception as error:  # as above: the answer does not need it
            self._failed("put", error)

    async def delete(self, key: str) -> bool:
        """Forget a key, or all below it; whether that was done."""
        try:
            async with asyncio.timeout(_WRITING):
                await call(self.storage.delete, key)
        except Exception as error:  # as above: who asked for it is told
            self._failed("delete", error)
            return False
        return True

    @property
    def _rests(self) -> bool:
        return time.monotonic() < self._rests_until

    def _failed(self, method: str, error: Exception) -> None:
        if isinstance(error, TimeoutError):
            self._rests_until = time.monotonic() + _REST
        metrics.TIER_ERRORS.labels(self.name, method).inc()
        _log.warning("%s of %s failed: %r", method, self.name, error)
