"""What people put into a bucket: pictures under their own names, as sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime

from fitter import Blob, Version
from fitter.fetch.exchange import Exchange
from fitter.storages.s3_ask import Ask
from fitter.storages.s3_names import given_name
from fitter.storages.s3_notes import UNKNOWN
from fitter.storages.s3_requests import Requests

_MEDIA_TYPE = re.compile(r"[a-z0-9.+*-]+/[a-z0-9.+*-]+")
_SECONDS = re.compile(r"(max-age|stale-while-revalidate|stale-if-error)\s*=\s*\"?([0-9]{1,10})")


@dataclass(frozen=True, slots=True)
class GivenObjects:
    """Those of one bucket below one prefix."""

    requests: Requests
    bucket: str
    prefix: str

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
        answer = await self._ask(key, {"If-None-Match": known.tag} if known.tag else {})
        if answer is None:
            return None
        return _version(answer, known) if answer.head.status == 304 else _blob(answer)

    async def _ask(self, key: str, headers: Mapping[str, str]) -> Exchange | None:
        name = given_name(self.prefix, key)
        if name is None:
            return None
        return await self.requests.find(Ask("read an object", "GET", self.bucket, name, {}, headers))


def _blob(answer: Exchange) -> Blob:
    kind = answer.head.values.get("content-type", "").partition(";")[0].strip().lower()
    version = _version(answer, Version())
    media_type = kind if _MEDIA_TYPE.fullmatch(kind) else UNKNOWN
    return Blob(answer.body or b"", media_type, version.modified, version=version)


def _version(answer: Exchange, known: Version) -> Version:
    """What an answer says; one that says that nothing has changed leaves away what has not."""
    headers = answer.head.values
    modified = _time(headers.get("last-modified", ""), known.modified)
    said = replace(known, tag=headers.get("etag", known.tag), modified=modified)
    control = headers.get("cache-control", "").lower()
    if not control:
        return said
    seconds = {name: float(value) for name, value in _SECONDS.findall(control)}
    return replace(
        said,
        max_age=0.0 if "no-cache" in control else seconds.get("max-age"),
        stale_while_revalidate=seconds.get("stale-while-revalidate"),
        stale_if_error=seconds.get("stale-if-error"),
        stored=not re.search(r"no-store|private", control),
    )


def _time(text: str, otherwise: float | None) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError, TypeError):
        return otherwise
