"""Load: a source's key becomes its bytes, from the source storage or the first loader that has it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from fitter.blob import Blob
from fitter.errors import SourceNotFound, SourceTooLarge
from fitter.flow.flight import SingleFlight
from fitter.flow.results.keep import Keep
from fitter.flow.results.tier import Tier
from fitter.flow.sources.freshness import Freshness, Verdict
from fitter.flow.sources.origins import Origins
from fitter.flow.sources.seen import Seen, Source
from fitter.further import further
from fitter.room import Room
from fitter.url.plan import Plan


@dataclass(frozen=True, slots=True)
class Load:
    """Source storages, then loaders, in order."""

    storages: Sequence[Tier]
    origins: Origins
    keep: Keep
    most: int  # bytes
    freshness: Freshness
    room: Room
    flight: SingleFlight[Source] = field(default_factory=SingleFlight)
    asking: SingleFlight[bool] = field(default_factory=SingleFlight)

    async def __call__(self, key: str) -> Source:
        """The source; several sizes of one that are asked for at once load it once.

        Raises:
            SourceNotFound: nobody has it.
            SourceTooLarge: over ``limits.source_bytes``.
            Overloaded: there is no room for it in memory.
        """
        return self._at_hand(key) or await self.flight(key, lambda: self.room.counting(self._load(key)))

    async def all(self, plan: Plan) -> list[Source]:
        """The sources of a plan in their order, loaded side by side; raises as for one."""
        if not plan.further:
            return [await self(plan.source)]
        tasks = [asyncio.ensure_future(self._of(plan, key)) for key in plan.sources]
        try:
            return await asyncio.gather(*tasks)
        finally:
            while tasks:  # an error holds this frame, and a task the error: they would keep each other, and open files
                tasks.pop().cancel()

    async def unchanged(self, key: str, seen: Seen) -> bool:
        """Ask the origin whether the source is still in the state that was seen; one that fails may be excused.

        Raises:
            SourceNotFound: it is gone.
            OriginFailed, OriginTimeout: nobody knows, and it was too long ago.
        """
        return await self.asking(f"{seen.tag} {key}", lambda: self.room.counting(self._ask(key, seen)))

    def room_for(self, blobs: Sequence[Blob]) -> AbstractContextManager[None]:
        """Room for those that came as bytes; what arrived as an open file has some, and a file on a disk needs none.

        Raises:
            Overloaded: there is none.
        """
        return self.room.held(sum(one.size for one in blobs if isinstance(one.body, bytes)))

    def _at_hand(self, key: str) -> Source | None:
        """The source, if there is nobody to be asked before the first loader, and that has it at hand."""
        if self.storages or self.freshness.gone(key):
            return None
        blob = self.origins.at_hand(key)
        if blob is None or blob.version is None or not blob.version.tag:
            return None
        source = self._checked(Source(blob, Seen(blob.version, time.time())))
        self.freshness.saw(key, source.seen)
        return source

    async def _of(self, plan: Plan, key: str) -> Source:
        if key == plan.source:
            return await self(key)
        with further(plan.further[key], key):
            return await self(key)

    async def _load(self, key: str) -> Source:
        if self.freshness.gone(key):
            raise SourceNotFound("There is no source of this name.")
        kept = await self._kept(key)
        if kept is not None:
            verdict = self.freshness.judge(key, kept.seen)
            if verdict is Verdict.FRESH or (verdict < Verdict.OLD and await self.unchanged(key, kept.seen)):
                return self._checked(kept)
        at = time.time()
        try:
            loaded = self._checked(await Source.found(await self.origins.get(key), at))
        except SourceNotFound:
            self.freshness.missed(key)
            raise
        self._saw(key, loaded)
        return loaded

    async def _kept(self, key: str) -> Source | None:
        blob = self.keep.pending(key)
        for tier in self.storages:
            blob = blob or await tier.get(key)
        return None if blob is None else await Source.kept(blob, time.time())

    async def _ask(self, key: str, seen: Seen) -> bool:
        at = time.time()
        try:
            found = await self.origins.revalidate(key, seen.version)
        except SourceNotFound:
            self.freshness.missed(key)
            raise
        except self.origins.FAILURES:
            if self.freshness.excused(key, seen):
                return True
            raise
        if isinstance(found, Source):
            self._saw(key, found)
            return found.seen.tag == seen.tag
        self.freshness.saw(key, Seen(found, at))
        return True

    def _saw(self, key: str, source: Source) -> None:
        self.freshness.saw(key, source.seen)
        if self.freshness.may_keep(key, source.seen):
            self.keep(self.storages, key, source.noted)

    def _checked(self, source: Source) -> Source:
        if source.blob.size > self.most:
            raise SourceTooLarge(f"The source has {source.blob.size} bytes; at most {self.most} are read.")
        return source
