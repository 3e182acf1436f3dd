"""Upload: a picture that a client sends becomes a source, and leaves when it is told to."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

from fitter.blob import Blob, Descriptor
from fitter.errors import Conflict, PreconditionFailed, SourceNotFound, UnsupportedImage
from fitter.flow.flow import Flow
from fitter.flow.purging.purge import Purge
from fitter.flow.sources.seen import Source
from fitter.flow.uploads.kept import UPLOADED, Uploads, is_uploaded
from fitter.flow.uploads.uploaded import Uploaded, check_key, safe_name
from fitter.url.address import address
from fitter.url.plan import Plan
from fitter.values import media_type

_LOOK = "1x1/meta/upload"  # every format is decoded for it, and little is made
_log = logging.getLogger("fitter.upload")


@dataclass(frozen=True, slots=True)
class Upload:
    """Looks at what came, keeps it, and forgets what was made of the one before."""

    flow: Flow
    purge: Purge
    uploads: Uploads
    types: Sequence[str]
    prefix: str
    public_url: str = ""  # what stands before paths
    _turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)  # only those in use

    async def add(self, name: str, file: Descriptor, prefix: str | None = None) -> Uploaded:
        """Keep a picture under a key of its own.

        Args:
            name: what the client calls it; what is safe of it ends the key.
            file: the picture.
            prefix: what the key begins with, if not what the settings say.

        Raises:
            UnsupportedImage, UndecodableImage, LimitExceeded: it is no picture that is taken here.
            StoreFailed, StoreFull: it is not kept.
        """
        format, size = await self._look(name, file)
        folder = self.prefix if prefix is None else prefix
        return await self._keep(f"{folder}{secrets.token_hex(16)}/{safe_name(name, format)}", file, format, size)

    async def put(self, key: str, file: Descriptor, *, only_new: bool = False) -> tuple[bool, Uploaded]:
        """Keep a picture under a key, in place of an upload that is there, if that may be; whether it is new.

        Raises:
            UnsupportedImage, UndecodableImage, LimitExceeded, StoreFailed, StoreFull: as ``add``.
            Conflict: there is a source of this name that was not uploaded.
            PreconditionFailed: there is an upload.
            PurgeFailed: it is kept, and pictures of the one before may be too.
        """
        self.check(key)
        async with self._turn(key):
            is_new = await self._is_new(key)
            if not is_new and only_new:
                raise PreconditionFailed("There is an upload of this name, and If-None-Match says not to replace it.")
            uploaded = await self._keep(key, file, *await self._look(key, file))
            await self.purge.everywhere(key)
        return is_new, uploaded

    async def remove(self, key: str) -> None:
        """Delete an upload, and forget what was made of it.

        Raises:
            SourceNotFound: there is none of this name.
            StoreFailed: it may still be there.
            PurgeFailed: it is gone, and pictures of it may still be there.
        """
        self.check(key)
        async with self._turn(key):
            there = await self.uploads.find(key)
            if there is None or not is_uploaded(there):
                raise SourceNotFound("There is no upload of this name.")
            await self.uploads.remove(key)
            _log.info("deleted %r", key)
            await self.purge.everywhere(key)

    def check(self, key: str) -> None:
        """Whether something may be uploaded under a key; raises BadPath or SourceNotAllowed."""
        check_key(key)
        self.flow.blocked(Plan((), key))

    def _turn(self, key: str) -> asyncio.Lock:
        """One request after the other changes what is there under a key."""
        return self._turns.setdefault(key, asyncio.Lock())

    async def _is_new(self, key: str) -> bool:
        before = await self.uploads.find(key)
        if before is not None and not is_uploaded(before):
            raise Conflict("There is a source of this name that was not uploaded; it is not replaced.")
        return before is None

    async def _look(self, name: str, file: Descriptor) -> tuple[str, tuple[int, int]]:
        if not file.size:
            raise UnsupportedImage("The upload is empty.")
        with self.flow.admission.place():
            blob = Blob(file, modified=time.time())  # it is no other's that crashed a decoder
            told = await self.flow.transform([name], _LOOK, [blob], self.flow.deadline)
        source: dict[str, Any] = json.loads(told.read())["source"]
        format = str(source["format"])
        if self.types and format not in self.types:
            raise UnsupportedImage(f"It is a picture of the format {format}; uploads may be {', '.join(self.types)}.")
        return format, (int(source["width"]), int(source["height"]))

    async def _keep(self, key: str, file: Descriptor, format: str, size: tuple[int, int]) -> Uploaded:
        kind, now = media_type(format), time.time()
        source = await Source.found(Blob(file, kind, now, {UPLOADED: True}), now)
        await self.uploads.put(key, source.noted)
        _log.info("uploaded %r", key)
        url = self.public_url + address(self.flow.grammar, self.flow.signer, "", key)
        return Uploaded(key, url, file.size, kind, *size)
