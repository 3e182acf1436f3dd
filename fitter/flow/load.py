"""Load: a source's key becomes its blob, from the source storage or the first loader that has it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from fitter.blob import Blob
from fitter.errors import OriginFailed, SourceNotFound, SourceTooLarge
from fitter.flow.calling import call
from fitter.flow.flight import SingleFlight
from fitter.flow.keep import Keep
from fitter.flow.tier import Tier
from fitter.further import further
from fitter.protocols import Loader
from fitter.url.plan import Plan

_log = logging.getLogger("fitter.loader")


@dataclass(frozen=True, slots=True)
class Load:
    """Source storages, then loaders, in order."""

    storages: Sequence[Tier]
    loaders: Sequence[Loader]
    keep: Keep
    most: int  # bytes
    flight: SingleFlight[Blob] = field(default_factory=SingleFlight)

    async def __call__(self, key: str) -> Blob:
        """The source; several sizes of one that are asked for at once load it once.

        Raises:
            SourceNotFound: nobody has it.
            SourceTooLarge: over ``limits.source_bytes``.
        """
        return await self.flight(key, lambda: self._load(key))

    async def all(self, plan: Plan) -> list[Blob]:
        """The sources of a plan in their order, loaded side by side; raises as for one."""
        if not plan.further:
            return [await self(plan.source)]
        tasks = [asyncio.ensure_future(self._of(plan, key)) for key in plan.sources]
        try:
            return await asyncio.gather(*tasks)
        finally:
            while tasks:  # an error holds this frame, and a task the error: they would keep each other, and open files
                tasks.pop().cancel()

    async def _of(self, plan: Plan, key: str) -> Blob:
        if key == plan.source:
            return await self(key)
        with further(plan.further[key], key):
            return await self(key)

    async def _load(self, key: str) -> Blob:
        for tier in self.storages:
            blob = await tier.get(key)
            if blob is not None:
                return self._checked(blob)
        for loader in self.loaders:
            loaded = await self._asked(loader, key)
            if loaded is not None:
                self.keep(self.storages, key, self._checked(loaded))
                return loaded
        raise SourceNotFound("There is no source of this name.")

    @staticmethod
    async def _asked(loader: Loader, key: str) -> Blob | None:
        try:
            found: Blob | None = await call(loader.get, key)
        except OSError as error:  # a disk that fails, or too many open files: ours to mend, not the client's
            _log.exception("a loader failed")
            raise OriginFailed("The source cannot be read now.") from error
        return found

    def _checked(self, blob: Blob) -> Blob:
        if blob.size > self.most:
            raise SourceTooLarge(f"The source has {blob.size} bytes; at most {self.most} are read.")
        return blob
