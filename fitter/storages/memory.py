"""Blobs in the memory of this process: the fastest tier, and gone with the process."""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict
from dataclasses import replace
from typing import ClassVar

from pydantic import Field

import fitter
from fitter import Blob, Bytes, Duration

_OVERHEAD = 1024  # bytes that an entry costs beside body and key: objects, table, facts
_LARGEST = 4  # a blob may take this part of the bound, or one would push out all others
_INLINE = 1 << 20  # bytes that are copied faster than a thread is woken


class MemoryStorage:
    """Keeps blobs in memory up to a number of bytes; the one that was not used for longest goes first.

    A blob larger than a quarter of the bound is not kept. Each process has its own. A purge reaches those of one
    machine, and those of others that share a Redis; elsewhere ``ttl`` bounds for how long it is still there.
    """

    class Options(fitter.Options):
        """What a memory storage needs to know."""

        bytes: Bytes = Field(
            64 << 20, ge=1, description="How much memory to use at most, in each process, all overhead included."
        )
        ttl: Duration | None = Field(
            None, gt=0, description="For how long a blob is kept at most; null: until the room is needed."
        )

    fleeting: ClassVar[bool] = True
    """It ends with the process."""

    def __init__(self, options: Options) -> None:
        self._bound = options.bytes
        self._ttl = math.inf if options.ttl is None else options.ttl
        self._kept: OrderedDict[str, tuple[Blob, float]] = OrderedDict()  # the blob and until when
        self._used = 0

    async def get(self, key: str) -> Blob | None:
        """The blob, its body always bytes."""
        return self.at_hand(key)

    def at_hand(self, key: str) -> Blob | None:
        """The same at once."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        blob, until = kept
        if time.monotonic() >= until:
            self._forget(key)
            return None
        self._kept.move_to_end(key)
        return blob

    async def put(self, key: str, blob: Blob) -> None:
        """Keep the blob. One that is too large is not kept, and neither is what was there before.

        Raises:
            OSError: the file behind the blob got shorter.
        """
        if _cost(key, blob) > self._bound / _LARGEST:
            self._forget(key)
            return
        body = blob.read() if blob.size <= _INLINE else await asyncio.to_thread(blob.read)
        self._forget(key)
        self._kept[key] = replace(blob, body=body), time.monotonic() + self._ttl
        self._used += _cost(key, blob)
        while self._used > self._bound:
            self._forget(next(iter(self._kept)))

    async def delete(self, key: str) -> None:
        """Forget a key, or with a trailing ``/`` all keys below it."""
        below = [kept for kept in self._kept if kept.startswith(key)] if key.endswith("/") else [key]
        for each in below:
            self._forget(each)

    def _forget(self, key: str) -> None:
        if (kept := self._kept.pop(key, None)) is not None:
            self._used -= _cost(key, kept[0])


def _cost(key: str, blob: Blob) -> int:
    return blob.size + 4 * len(key) + _OVERHEAD
