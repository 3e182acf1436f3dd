"""Link: where clients get a result without fitter, once it is surely there."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import dataclass

from fitter.abilities import Linking
from fitter.blob import Blob
from fitter.flow.answers.answer import Answer
from fitter.flow.answers.lifetime import NOBODY
from fitter.flow.answers.response import Response
from fitter.flow.calling import call
from fitter.flow.reading.order import Order
from fitter.flow.results.keep import Keep
from fitter.flow.results.recall import Recall
from fitter.flow.results.tier import Tier
from fitter.flow.trace import Trace
from fitter.values import Output

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

    async def to(self, order: Order, answer: Answer, trace: Trace) -> str | None:
        """The URL of the answer to an order, found in the order's time; None where it is another's, or not kept."""
        if answer.blob is None or answer.fallback or answer.blob.facts.get("provisional"):
            return None
        with trace.step("link"), suppress(TimeoutError):
            async with asyncio.timeout(order.end - time.monotonic()):
                return await self(order.name, answer.blob)
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


def is_plain(output: Output) -> bool:
    """Whether a storage gives it away as fitter does: it keeps it, and knows of no end and of no name to save it by."""
    return output.stored and output.expires is None and output.attachment is None


def redirect(url: str) -> Response:
    """The way there, which nobody may keep: it may be signed for a time."""
    return Response(302, {"Location": url, "Cache-Control": NOBODY})
