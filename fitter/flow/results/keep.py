"""Keep: a blob goes into every tier, behind the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from fitter.blob import Blob
from fitter.flow.results.tier import Tier

_MOST_WAITING = 1000
_MOST_BYTES = 128 * 1024**2


class Keep:
    """Writes behind the answer; what waits is bounded, and flushed at the end."""

    def __init__(self) -> None:
        self._writing: dict[str, tuple[Blob, dict[str, asyncio.Task[bool]]]] = {}  # a task for each tier by its name
        self._bytes = 0

    def __call__(self, tiers: Sequence[Tier], key: str, blob: Blob) -> None:
        """Start writing; behind too much that waits the blob is not kept, and will be made when it is asked for again.

        A blob that is too large by itself is kept when nothing else waits.
        """
        if not tiers or key in self._writing:
            return
        if len(self._writing) >= _MOST_WAITING or (self._writing and self._bytes + blob.size > _MOST_BYTES):
            for tier in tiers:
                tier.count("put")
            return
        self._bytes += blob.size
        tasks = {tier.name: asyncio.ensure_future(tier.put(key, blob)) for tier in tiers}
        self._writing[key] = (blob, tasks)
        asyncio.gather(*tasks.values()).add_done_callback(lambda _: self._written(key))

    def pending(self, key: str) -> Blob | None:
        """What is being written under the key: as good as written, so that nobody makes it again meanwhile."""
        found = self._writing.get(key)
        return found[0] if found else None

    async def settled(self, key: str) -> bool:
        """Wait until nothing is being written under the key; whether every tier that was to have it has it."""
        found = self._writing.get(key)
        return all(await asyncio.shield(asyncio.gather(*found[1].values()))) if found else True

    async def reached(self, key: str, tier: Tier) -> None:
        """Wait until what is being written under the key, if anything is, has come to that tier or failed there."""
        found = self._writing.get(key)
        if found and tier.name in found[1]:
            await asyncio.wait([found[1][tier.name]])

    def _written(self, key: str) -> None:
        blob, _ = self._writing.pop(key)
        self._bytes -= blob.size

    async def flush(self) -> None:
        """Wait for what is being written."""
        while self._writing:
            await asyncio.gather(*(task for _, tasks in self._writing.values() for task in tasks.values()))
