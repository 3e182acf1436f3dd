"""Transform: a source and a plan become the result, in a worker."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import replace

from fitter.blob import Blob
from fitter.errors import TooSlow, UndecodableImage, WorkerCrashed
from fitter.flow.crashes import Crashes
from fitter.wishes import NONE, Wishes
from fitter.workers.pool import Pool

_SLOW_FOR = 60.0  # seconds
_MOST_SLOW = 1000
_CRASHES = "A source of this picture crashes the decoder."
_LATER = "It is not tried again for now."


class Transform:
    """Hands jobs to the pool, and refuses for a while what has crashed it or held it up."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._crashes = Crashes()
        self._slow: OrderedDict[Hashable, tuple[float, str]] = OrderedDict()

    async def __call__(
        self, keys: Sequence[str], text: str, sources: Sequence[Blob], deadline: float, wishes: Wishes = NONE
    ) -> Blob:
        """The result of the canonical path in that many seconds; keys and sources are the plan's, in its order.

        Raises:
            UndecodableImage: broken, or it has crashed two workers.
            Overloaded, DeadlineExceeded, LimitExceeded, UnsupportedImage: as they say.
        """
        versions = tuple((key, one.size, one.modified) for key, one in zip(keys, sources, strict=True))
        if self._crashes.expected(versions, (text, wishes)):
            raise UndecodableImage(f"{_CRASHES} {_LATER}")
        self._check((versions, text, wishes))
        try:
            blob: Blob = await self._pool.run(text, *sources, wishes=wishes, deadline=deadline, finish=True)
        except WorkerCrashed:
            self._crashes.happened(versions, (text, wishes))  # the pool has tried twice: it is the picture
            raise UndecodableImage(_CRASHES) from None
        except TooSlow as error:
            self._refuse((versions, text, wishes), error.detail)
            raise
        self._crashes.passed(versions)
        return replace(blob, body=blob.read())  # small, and read by the answer and every tier

    def _check(self, what: Hashable) -> None:
        until, detail = self._slow.get(what, (0.0, ""))
        if time.monotonic() < until:
            raise TooSlow(f"{detail} {_LATER}")

    def _refuse(self, what: Hashable, detail: str) -> None:
        self._slow[what] = time.monotonic() + _SLOW_FOR, detail
        if len(self._slow) > _MOST_SLOW:
            self._slow.popitem(last=False)
