"""Purge: a source, and all that was made of it, is forgotten everywhere."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from fitter.errors import BadRequest, PurgeFailed
from fitter.flow.flow import Flow
from fitter.flow.neighbours import Neighbours
from fitter.flow.receive import receive
from fitter.url.signature import PURGE

_log = logging.getLogger("fitter.purge")


@dataclass(frozen=True, slots=True)
class Purge:
    """Deletes from every tier, and tells the other fronts of this machine."""

    flow: Flow
    neighbours: Neighbours

    async def __call__(self, target: str) -> str:
        """Purge the source of a signed path that holds nothing else; its key.

        Raises:
            BadSignature: the signature is not one of a purge of this path.
            BadRequest: there are operations in the path.
            PurgeFailed: a tier may still have something.
        """
        path = self.flow.signer.verify(receive(target, self.flow.path_bytes), PURGE)
        plan = self.flow.grammar.parse(path)
        if plan.operations:
            raise BadRequest("A purge names a source and no operations: /<signature>/<source>.")
        self.neighbours.tell(plan.source)
        await self.drop(plan.source)
        return plan.source

    async def drop(self, source: str) -> None:
        """Forget a source here and in the storages, all of them; raises PurgeFailed after trying each."""
        load, recall = self.flow.load, self.flow.recall
        load.freshness.purge(source)  # first: whatever is still on its way into a tier does not count any more
        places = [(tier, self.flow.naming.folder(source)) for tier in recall.tiers] + [
            (tier, source) for tier in load.storages
        ]
        done = await asyncio.gather(*(tier.delete(key) for tier, key in places))
        failed = [tier.name for (tier, _), deleted in zip(places, done, strict=True) if not deleted]
        _log.info("purged %r", source)
        if failed:
            raise PurgeFailed(f"Not everywhere: {', '.join(failed)} did not delete it. Try again in a moment.")
