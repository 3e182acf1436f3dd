"""Link: where clients get a result without fitter, once it is surely there."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from fitter.abilities import Linking
from fitter.blob import Blob
from fitter.flow.calling import call
from fitter.flow.keep import Keep
from fitter.flow.recall import Recall
from fitter.flow.tier import Tier

_log = logging.getLogger("fitter.storage")


@dataclass(frozen=True, slots=True)
class Link:
    """The first result tier that gives links."""

    tier: Tier
    storage: Linking
    keep: Keep

    @classmethod
    def of(cls, recall: Recall) -> Link | None:
        """That of these tiers, if one gives links."""
        for tier in recall.tiers:
            if isinstance(tier.storage, Linking):
                return cls(tier, tier.storage, recall.keep)
        return None

    async def __call__(self, name: str, blob: Blob) -> str | None:
        """The URL of the result of that name; None where the storage fails, or does not keep it."""
        await self.keep.settled(name)
        # Another tier may have answered: this one may have failed to keep it, or have lost or never got it.
        if not await self._has(name, blob) and not (await self.tier.put(name, blob) and await self._has(name, blob)):
            return None
        try:
            async with asyncio.timeout(self.tier.patience):
                return str(await call(self.storage.url, name))
        except Exception as error:  # whatever a plugin raises, the picture has a URL of its own
            _log.warning("url of %s failed: %r", self.tier.name, error)
            return None

    async def _has(self, name: str, blob: Blob) -> bool:
        kept = await self.tier.get(name)
        return kept is not None and kept.size == blob.size and kept.read() == blob.read()
