"""Recall: a result's key becomes the blob that was kept, from the fastest tier that has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fitter.blob import Blob
from fitter.flow.results.keep import Keep
from fitter.flow.results.tier import Tier


@dataclass(frozen=True, slots=True)
class Recall:
    """The tiers in order; what is found low is copied up."""

    tiers: Sequence[Tier]
    keep: Keep

    async def __call__(self, key: str) -> Blob | None:
        """The blob, or None."""
        blob = self.keep.pending(key)
        if blob is not None:
            return blob
        for depth, tier in enumerate(self.tiers):
            blob = await tier.get(key)
            if blob is not None:
                self.keep(self.tiers[:depth], key, replace(blob, place=""))
                return blob
        return None
