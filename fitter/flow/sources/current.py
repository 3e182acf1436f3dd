"""Current: a result that was kept is answered if its sources are still as they were."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from fitter.errors import FitterError, SourceNotFound
from fitter.flow.sources.freshness import Verdict
from fitter.flow.sources.load import Load
from fitter.flow.sources.seen import Seen
from fitter.url.plan import Plan


@dataclass(frozen=True, slots=True)
class Current:
    """Judges by what is known; asks origins where that is too long ago, behind the answer where they allow it."""

    load: Load
    _behind: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def verdict(self, plan: Plan, seen: Sequence[Seen]) -> Verdict:
        """What becomes of a result of the plan's sources when they were like this, by what is known.

        Raises:
            SourceNotFound: a source is gone.
        """
        verdict = max(self.load.freshness.judge(key, one) for key, one in zip(plan.sources, seen, strict=True))
        if verdict is Verdict.GONE:
            raise SourceNotFound("There is no source of this name.")
        return verdict

    async def unchanged(self, plan: Plan, seen: Sequence[Seen]) -> bool:
        """Ask the origins whether the sources are still like this.

        Raises:
            SourceNotFound: a source is gone.
            OriginFailed, OriginTimeout: nobody knows, and it was too long ago.
        """
        for key, one in zip(plan.sources, seen, strict=True):
            if not await self.load.unchanged(key, one):
                return False
        return True

    def behind(self, plan: Plan, seen: Sequence[Seen], renew: Callable[[], Awaitable[object]]) -> None:
        """The same behind the answer; if they have changed, ``renew`` makes the result anew."""
        if plan.source not in self._behind:
            task = self._behind[plan.source] = asyncio.ensure_future(self._renewed(plan, seen, renew))
            task.add_done_callback(lambda _: self._behind.pop(plan.source))

    async def _renewed(self, plan: Plan, seen: Sequence[Seen], renew: Callable[[], Awaitable[object]]) -> None:
        with contextlib.suppress(FitterError):  # the next request that must not be stale says it
            if not await self.unchanged(plan, seen):
                await renew()

    async def close(self) -> None:
        """End what nobody waits for."""
        for task in [*self._behind.values()]:
            task.cancel()
