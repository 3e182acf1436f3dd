"""Transform: a source and a plan become the result, in a worker."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace

from fitter.errors import FitterError, TooSlow, UndecodableImage, WorkerCrashed
from fitter.values import Blob
from fitter.wishes import NONE, Wishes
from fitter.workers.pool import Pool

_CRASHED_FOR = 600.0  # seconds
_SLOW_FOR = 60.0
_CRASHES = "This source crashes the decoder."
_MOST_REFUSED = 1000


class Transform:
    """Hands jobs to the pool, and refuses for a while what has crashed it or held it up."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._refused: OrderedDict[Hashable, tuple[float, type[FitterError], str]] = OrderedDict()

    async def __call__(self, key: str, text: str, source: Blob, deadline: float, wishes: Wishes = NONE) -> Blob:
        """The result of the canonical path in that many seconds; the key is the source's.

        Raises:
            UndecodableImage: broken, or it has crashed two workers.
            Overloaded, DeadlineExceeded, LimitExceeded, UnsupportedImage: as they say.
        """
        version = (key, source.size, source.modified)
        self._check(version)
        self._check((version, text, wishes))
        try:
            blob: Blob = await self._pool.run(text, source, wishes=wishes, deadline=deadline, finish=True)
        except WorkerCrashed:
            # The pool has tried twice: it is the picture. Tried at each request, it could keep all workers down.
            self._refuse(version, _CRASHED_FOR, UndecodableImage, _CRASHES)
            raise UndecodableImage(_CRASHES) from None
        except TooSlow as error:
            self._refuse((version, text, wishes), _SLOW_FOR, TooSlow, error.detail)
            raise
        return replace(blob, body=blob.read())  # small, and read by the answer and every tier

    def _check(self, what: Hashable) -> None:
        until, kind, detail = self._refused.get(what, (0.0, FitterError, ""))
        if time.monotonic() < until:
            raise kind(f"{detail} It is not tried again for now.")

    def _refuse(self, what: Hashable, seconds: float, kind: type[FitterError], detail: str) -> None:
        self._refused[what] = time.monotonic() + seconds, kind, detail
        if len(self._refused) > _MOST_REFUSED:
            self._refused.popitem(last=False)
