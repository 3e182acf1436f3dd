"""Transform: a source and a plan become the result, in a worker."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import replace

from fitter.errors import UndecodableImage, WorkerCrashed
from fitter.values import Blob
from fitter.workers.pool import Pool

_REFUSED_FOR = 600.0
_MOST_REFUSED = 1000


class Transform:
    """Hands jobs to the pool, and refuses for a while what has crashed it."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._crashed: OrderedDict[tuple[str, int, float | None], float] = OrderedDict()

    async def __call__(self, key: str, text: str, source: Blob, deadline: float) -> Blob:
        """The result of the canonical path in that many seconds; the key is the source's.

        Raises:
            UndecodableImage: broken, or it has crashed two workers.
            Overloaded, DeadlineExceeded, LimitExceeded, UnsupportedImage: as they say.
        """
        version = (key, source.size, source.modified)
        if time.monotonic() - self._crashed.get(version, -_REFUSED_FOR) < _REFUSED_FOR:
            raise UndecodableImage("This source has crashed the decoder and is not tried again for now.")
        try:
            blob: Blob = await self._pool.run(text, source, deadline=deadline)
        except WorkerCrashed:
            # The pool has tried twice: it is the picture. Tried at each request, it could keep all workers down.
            self._crashed[version] = time.monotonic()
            if len(self._crashed) > _MOST_REFUSED:
                self._crashed.popitem(last=False)
            raise UndecodableImage("This source crashes the decoder.") from None
        return replace(blob, body=blob.read())  # small, and read by the answer and every tier
