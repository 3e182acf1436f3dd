"""Uploads: the sources that were uploaded, in the storage that keeps them."""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fitter.blob import Blob, Version
from fitter.errors import FitterError, StoreFailed, StoreFull
from fitter.flow.calling import call
from fitter.flow.sources.seen import read
from fitter.protocols import Storage

UPLOADED = "uploaded"
"""The fact of a blob that says that it was uploaded: there is no other origin that has it."""

_PATIENCE = 30.0  # seconds for one thing that the storage does
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_log = logging.getLogger("fitter.upload")


@dataclass(frozen=True, slots=True)
class Uploads:
    """A loader of what was uploaded, and nothing else that is kept there.

    Among sources that are kept for a while these have no origin to ask whether they are still there, so this is it.
    """

    storage: Storage
    beside: Sequence[Storage] = ()
    """Loaders that are storages too: what people put there is not to be hidden by an upload."""

    async def get(self, key: str) -> Blob | None:
        """What was uploaded under a key."""
        blob: Blob | None = await call(self.storage.get, key)
        return blob if blob is not None and is_uploaded(blob) else None

    async def revalidate(self, key: str, known: Version) -> Blob | Version | None:
        """The same, or the known version if it is still in that state."""
        blob = await self.get(key)
        seen = None if blob is None else read(blob.facts, 1)
        return known if seen and seen[0].tag == known.tag else blob

    async def find(self, key: str) -> Blob | None:
        """Whatever is there under a key; raises as ``put``."""
        for storage in (self.storage, *self.beside):
            found: Blob | None = await _try("read", storage.get, key)
            if found is not None:
                return found
        return None

    async def put(self, key: str, blob: Blob) -> None:
        """Keep an upload, and look whether it is there: storages leave out what is too large for them.

        Raises:
            StoreFailed: the storage does not do it.
            StoreFull: there is no room for it.
        """
        await _try("keep", self.storage.put, key, blob)
        kept: Blob | None = await _try("read", self.storage.get, key)
        if kept is None or kept.size != blob.size:
            raise StoreFull("The storage of uploads did not keep it: it may be too large for it, or there is no room.")

    async def remove(self, key: str) -> None:
        """Delete an upload; raises as ``put``."""
        await _try("delete", self.storage.delete, key)


async def forget(storage: Storage, key: str) -> None:
    """Delete a key from a storage of kept sources that has uploads among them, unless it was uploaded.

    What lies below a key may have been, so it stays.
    """
    if not key.endswith("/") and await Uploads(storage).get(key) is None:
        await call(storage.delete, key)


def is_uploaded(blob: Blob) -> bool:
    """Whether a blob is an upload."""
    return bool(blob.facts.get(UPLOADED))


async def _try(what: str, method: Callable[..., Any], *arguments: Any) -> Any:
    try:
        async with asyncio.timeout(_PATIENCE):
            return await call(method, *arguments)
    except FitterError as error:
        raise StoreFailed(f"The storage of uploads failed: {error.detail}") from error
    except Exception as error:  # whatever a plugin raises: who uploads is told, and the log knows more
        _log.warning("the storage of uploads did not %s: %r", what, error)
        if isinstance(error, OSError) and error.errno in _FULL:
            raise StoreFull("There is no room for it in the storage of uploads.") from None
        raise StoreFailed("The storage of uploads does not answer or refuses; try again in a moment.") from None
