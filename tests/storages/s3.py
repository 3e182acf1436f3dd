"""Storages over a real S3."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from typing import Any

from fitter import Blob
from fitter.storages.s3 import S3Storage
from tests.s3 import S3Server

_NUMBERS = itertools.count()


def storage_of(s3: S3Server, **options: Any) -> S3Storage:
    """One with a prefix of its own in the bucket ``pictures``, unless it is told otherwise."""
    basis = {"prefix": f"test-{next(_NUMBERS)}", **s3.options}
    basis |= {} if "buckets" in options else {"bucket": "pictures"}
    return S3Storage(S3Storage.Options(**(basis | options)))


@contextlib.asynccontextmanager
async def opened(s3: S3Server, **options: Any) -> AsyncIterator[S3Storage]:
    """The same as a context."""
    storage = storage_of(s3, **options)
    try:
        yield storage
    finally:
        await storage.close()


class Forgiving:
    """A storage of which it counts only what comes back, and not what fails."""

    def __init__(self, storage: S3Storage) -> None:
        self._storage = storage

    async def get(self, key: str) -> Blob | None:
        with contextlib.suppress(OSError):
            return await self._storage.get(key)
        return None

    async def put(self, key: str, blob: Blob) -> None:
        with contextlib.suppress(OSError):
            await self._storage.put(key, blob)

    async def delete(self, key: str) -> None:
        with contextlib.suppress(OSError):
            await self._storage.delete(key)


async def raised(awaitable: Any) -> str:
    """What an awaitable raises, in words; it must."""
    (error,) = await asyncio.gather(awaitable, return_exceptions=True)
    assert isinstance(error, Exception), error
    return f"{type(error).__name__}: {error}"
