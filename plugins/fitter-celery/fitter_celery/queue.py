"""The queue as a front sees it: jobs go to Celery's workers, and requests wait for those that are under way."""

from __future__ import annotations

import asyncio
import time

from fitter import Job, Overloaded
from fitter_celery.ledger import BEGUN, WAITS, Ledger, Taken
from fitter_celery.message import message
from fitter_celery.options import CeleryOptions

_SHORTEST, _LONGEST = 0.01, 0.1  # seconds between two looks at a job
_SHARE = 4  # of what was waited already, a 4th more may be lost between two looks


class CeleryQueue:
    """Hands jobs to Celery on Redis or Valkey: one command each, that never blocks and is never tried twice.

    What waits there survives fronts and workers, as far as the broker keeps it. Jobs of one picture are one job.
    """

    class Options(CeleryOptions):
        """Where the broker is, and how jobs are treated."""

    def __init__(self, options: Options) -> None:
        self._options, self._ledger = options, Ledger(options)

    async def put(self, job: Job) -> None:
        """Take a job in.

        Raises:
            Overloaded: so many wait already.
            OSError: the broker is gone, hangs or refuses.
        """
        options = self._options
        taken = await self._ledger.put(job.key, message(job, options.queue, options.expires))
        if taken is Taken.FULL:
            raise Overloaded(
                f"{options.most} pictures wait already; try again in a moment, or ask for this one itself."
            )

    async def wait(self, key: str) -> bool:
        """Wait until no job of that key is under way; whether there was one. Raises OSError as ``put``.

        One that no worker begins with for a while is not waited for.
        """
        began = time.monotonic()
        state = found = await self._ledger.state(key)
        while state == BEGUN or (state == WAITS and time.monotonic() - began < self._options.patience):
            await asyncio.sleep(min(max(_SHORTEST, (time.monotonic() - began) / _SHARE), _LONGEST))
            state = await self._ledger.state(key)
        return found is not None

    async def check(self) -> None:
        """Raise an OSError that says what keeps it from its work."""
        await self._ledger.ping()

    async def close(self) -> None:
        """End the connections; what waits stays there."""
        await self._ledger.close()
