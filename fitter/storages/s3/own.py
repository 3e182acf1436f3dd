"""What fitter keeps in a bucket: objects of its own, each a plain picture with notes in its headers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fitter import Blob, Descriptor, SourceTooLarge
from fitter.fetch.exchange import Exchange
from fitter.storages.lifetime import ending, lives
from fitter.storages.s3 import notes as labels
from fitter.storages.s3.ask import LISTS, Ask
from fitter.storages.s3.listing import Listing
from fitter.storages.s3.names import NOTES, own_folder, own_name
from fitter.storages.s3.requests import INLINE, Requests

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OwnObjects:
    """Those of one bucket below one prefix."""

    requests: Requests
    bucket: str
    prefix: str
    headers: Mapping[str, str]  # how S3 is to store them
    ttl: float | None = None  # seconds

    async def find(self, key: str) -> Blob | None:
        """The blob, or None; one that is broken is removed.

        Raises:
            OSError: S3 does not do it.
        """
        try:
            answer = await self.requests.find(Ask("read an object", "GET", self.bucket, own_name(self.prefix, key)))
        except SourceTooLarge:  # it was kept when more was wanted
            return None
        if answer is None or not labels.is_marked(answer.head.values):
            return None
        said = await self._said(key, answer)
        if said is None:
            if not labels.beside(answer.head.values):  # else somebody may just be writing both
                _log.warning("what was kept under %r is broken and is removed", key)
                await self.forget(key)
            return None
        if not lives(said.get("end"), self.ttl):
            return None
        return Blob(answer.body or b"", said["media_type"], said["modified"], said["facts"])

    async def keep(self, key: str, blob: Blob) -> None:
        """Write the blob.

        Raises:
            OSError: S3 does not do it, or the blob's own file got shorter.
        """
        body = blob.body
        if isinstance(body, Descriptor) and body.size <= INLINE:
            body = body.read()
        digest = await labels.digest_of(body)
        notes = labels.write(key, blob, digest, ending(self.ttl))
        name = own_name(self.prefix, key)
        if notes.beside is not None:  # first, so that nothing refers to what is not there
            headers = {"Content-Type": "application/json", **self.headers}
            await self._write(name + NOTES, notes.beside, labels.digest(notes.beside), headers)
        await self._write(name, body, digest, {**notes.headers, **self.headers})

    async def forget(self, key: str) -> None:
        """Delete one.

        Raises:
            OSError: S3 does not do it.
        """
        name = own_name(self.prefix, key)
        await asyncio.gather(*(self._delete(each) for each in (name, name + NOTES)))

    async def forget_below(self, key: str) -> None:
        """Delete all below a key with a trailing ``/``.

        Raises:
            OSError: S3 does not do it; some may be deleted.
        """
        folder, shared = own_folder(self.prefix, key)
        listing, after = Listing(self.requests, self.bucket), ""
        while True:
            names, after = await listing.page(folder, after)
            await listing.delete([name for name in names if not shared or await self._is_below(name, key)])
            if not after:
                return

    async def _is_below(self, name: str, key: str) -> bool:
        name = name.removesuffix(NOTES)
        answer = await self.requests.find(Ask("read what is noted", "HEAD", self.bucket, name))
        if answer is None or not labels.is_marked(answer.head.values):
            return False
        said = labels.read(answer.head.values, await self._beside(name, answer))
        return said is not None and str(said["key"]).startswith(key)

    async def _said(self, key: str, answer: Exchange) -> dict[str, Any] | None:
        headers, digest = answer.head.values, await labels.digest_of(answer.body or b"")
        beside = await self._beside(own_name(self.prefix, key), answer)
        said = labels.read(headers, beside) if labels.fits(headers, digest, beside) else None
        return said if said is not None and said["key"] == key else None

    async def _beside(self, name: str, answer: Exchange) -> bytes | None:
        if not labels.beside(answer.head.values):
            return None
        found = await self.requests.find(Ask("read what is noted", "GET", self.bucket, name + NOTES, most=LISTS))
        body = found.body if found else None
        return body.read() if isinstance(body, Descriptor) else body or b""

    async def _write(self, name: str, body: bytes | Descriptor, digest: bytes, headers: Mapping[str, str]) -> None:
        await self.requests.do(Ask("keep an object", "PUT", self.bucket, name, {}, headers, body, digest.hex()))

    async def _delete(self, name: str) -> None:
        await self.requests.find(Ask("delete an object", "DELETE", self.bucket, name))
