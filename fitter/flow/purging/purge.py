"""Purge: a source, and all that was made of it, is forgotten everywhere."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from fitter.errors import BadRequest, PurgeFailed
from fitter.flow.answers.tags import tag
from fitter.flow.calling import call
from fitter.flow.flow import Flow
from fitter.flow.purging.elsewhere import Elsewhere
from fitter.flow.purging.neighbours import Neighbours
from fitter.flow.reading.receive import receive
from fitter.protocols import Purger
from fitter.url.signature import PURGE

_log = logging.getLogger("fitter.purge")


@dataclass(frozen=True, slots=True)
class Purge:
    """Deletes from every tier, and tells the other fronts, of this machine and of others."""

    flow: Flow
    neighbours: Neighbours
    elsewhere: Elsewhere
    purgers: Mapping[str, Purger]  # by their names for people

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
        await self.everywhere(plan.source)
        return plan.source

    async def everywhere(self, source: str) -> None:
        """Forget a source here, in the storages, in the other fronts, and beyond; raises as ``drop``."""
        self.neighbours.tell(source)
        await self.elsewhere.tell(source)
        await self.drop(source)
        told = await asyncio.gather(*(self._told(name, source) for name in self.purgers))
        _check([name for name in told if name])

    async def _told(self, name: str, source: str) -> str:
        try:
            await call(self.purgers[name].purge, source, tag(source))
        except Exception as error:  # whatever a plugin raises: who asked for the purge is told
            _log.warning("%s failed: %r", name, error)
            return name
        return ""

    async def drop(self, source: str) -> None:
        """Forget a source here and in the storages, all of them; raises PurgeFailed after trying each."""
        load, recall = self.flow.load, self.flow.recall
        load.freshness.purge(source)  # first: whatever is still on its way into a tier does not count any more
        places = [(tier, self.flow.naming.folder(source)) for tier in recall.tiers] + [
            (tier, source) for tier in load.storages
        ]
        done = await asyncio.gather(*(tier.delete(key) for tier, key in places))
        failed = [tier.name for (tier, _), deleted in zip(places, done, strict=True) if not deleted]
        if failed:
            _log.warning("not purged everywhere: %r", source)  # the tiers have said why
        else:
            _log.info("purged %r", source)
        _check(failed)


def _check(failed: list[str]) -> None:
    if failed:
        raise PurgeFailed(f"Not everywhere: {', '.join(failed)} did not do it. Try again in a moment.")
