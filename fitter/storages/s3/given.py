"""What people put into a bucket: pictures under their own names, as sources."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from fitter import Blob, Descriptor, Version
from fitter.fetch.exchange import Exchange
from fitter.fetch.freshness import conditions, described, renewed
from fitter.storages.s3.ask import Ask
from fitter.storages.s3.names import given_name
from fitter.storages.s3.notes import digest_of, shown_type
from fitter.storages.s3.requests import INLINE, Requests


@dataclass(frozen=True, slots=True)
class GivenObjects:
    """Those of one bucket below one prefix."""

    requests: Requests
    bucket: str
    prefix: str
    headers: Mapping[str, str] = field(default_factory=dict)  # how S3 is to store what is given to it here

    async def give(self, key: str, blob: Blob) -> None:
        """Write an object under its plain name, in place of one that is there.

        Raises:
            OSError: S3 does not do it, no object can have this name, or the blob's own file got shorter.
        """
        name, body = given_name(self.prefix, key), blob.body
        if name is None:
            raise OSError("no object of S3 can have this name")
        if isinstance(body, Descriptor) and body.size <= INLINE:
            body = body.read()
        headers, digest = {"Content-Type": shown_type(blob.media_type), **self.headers}, await digest_of(body)
        await self.requests.do(Ask("keep an object", "PUT", self.bucket, name, {}, headers, body, digest.hex()))

    async def find(self, key: str) -> Blob | None:
        """The source, or None.

        Raises:
            OSError: S3 does not give it.
            SourceTooLarge: it is larger than wanted.
        """
        answer = await self._ask(key, {})
        return None if answer is None else _blob(answer)

    async def find_if_other(self, key: str, known: Version) -> Blob | Version | None:
        """The source, or its version if it is still in that state, or None; raises as ``find``."""
        answer = await self._ask(key, conditions(known))
        if answer is None:
            return None
        return renewed(known, answer.head.values, time.time()) if answer.head.status == 304 else _blob(answer)

    async def _ask(self, key: str, headers: Mapping[str, str]) -> Exchange | None:
        name = given_name(self.prefix, key)
        if name is None:
            return None
        return await self.requests.find(Ask("read an object", "GET", self.bucket, name, {}, headers))


def _blob(answer: Exchange) -> Blob:
    return described(answer.body or b"", answer.head.values, time.time())
