"""A storage as the flow sees it: its failure is a miss, never the request's."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from fitter import metrics
from fitter.flow.calling import call
from fitter.protocols import Storage
from fitter.values import Blob

_log = logging.getLogger("fitter.storage")


@dataclass(frozen=True, slots=True)
class Tier:
    """One storage and its name in logs and metrics."""

    name: str
    storage: Storage

    async def get(self, key: str) -> Blob | None:
        """The blob, or None when it is not there or the storage fails."""
        found: Blob | None = None
        try:
            found = await call(self.storage.get, key)
        except Exception as error:  # whatever a plugin raises, the picture can still be made
            self._failed("get", error)
        metrics.RECALLS.labels(self.name, "yes" if found else "no").inc()
        return found

    async def put(self, key: str, blob: Blob) -> None:
        """Keep the blob, or log why not."""
        try:
            await call(self.storage.put, key, blob)
        except Exception as error:  # as above: the answer does not need it
            self._failed("put", error)

    def _failed(self, method: str, error: Exception) -> None:
        metrics.TIER_ERRORS.labels(self.name, method).inc()
        _log.warning("%s of %s failed: %r", method, self.name, error)
