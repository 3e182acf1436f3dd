"""What an origin's headers say of a source, of its version and age above all: RFC 9111, as a shared cache reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from email.utils import formatdate, parsedate_to_datetime

from fitter.blob import Blob, Descriptor, Version

_LAST = 253_402_300_799  # the last second of the year 9999
_LONGEST = 31_536_000.0  # seconds; whoever says more means for ever
_LONGEST_TAG = 256  # characters; one that is longer is left away, and then date and size tell versions apart
_MEDIA_TYPE = re.compile(r"[a-z0-9.+*-]+/[a-z0-9.+*-]+")
_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"')
_DIRECTIVE = re.compile(r'([a-z-]+)(?:="?([^",]*)"?)?')


def described(body: bytes | Descriptor, headers: Mapping[str, str], now: float) -> Blob:
    """What came with these headers (names in lower case), and the version that it is of."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    found = version(headers, now)
    blob = Blob(body, modified=found.modified, version=found)
    return replace(blob, media_type=kind) if _MEDIA_TYPE.fullmatch(kind) else blob


def version(headers: Mapping[str, str], now: float) -> Version:
    """The version that an answer with these headers (names in lower case) is of."""
    said = _directives(headers.get("cache-control", ""))
    strict = "must-revalidate" in said or "proxy-revalidate" in said
    tag = headers.get("etag", "")
    return Version(
        tag if _TAG.fullmatch(tag) and len(tag) <= _LONGEST_TAG else "",
        date(headers.get("last-modified", "")),
        _max_age(said, headers, now),
        0.0 if strict else _seconds(said.get("stale-while-revalidate")),
        0.0 if strict else _seconds(said.get("stale-if-error")),
        stored="no-store" not in said and "private" not in said,
    )


def renewed(known: Version, headers: Mapping[str, str], now: float) -> Version:
    """The known version after an answer that says that nothing has changed; what it leaves away stays as it was."""
    said = version(headers, now)
    said = replace(said, tag=said.tag or known.tag, modified=known.modified if said.modified is None else said.modified)
    ages = "cache-control" in headers or "expires" in headers
    return said if ages else replace(known, tag=said.tag, modified=said.modified)


def conditions(known: Version) -> dict[str, str]:
    """The headers that ask for a source only if it is another than the known one."""
    asked = {"If-None-Match": known.tag} if _TAG.fullmatch(known.tag) else {}
    if not asked and known.modified is not None:
        asked = {"If-Modified-Since": formatdate(known.modified, usegmt=True)}
    return asked


def date(text: str) -> float | None:
    """Seconds since the epoch of a date in a header, or None."""
    try:
        time = parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError, TypeError):
        return None
    return time if 0 <= time <= _LAST else None  # a zone can lead out of the years that a header can say


def _directives(text: str) -> dict[str, str]:
    # Of a directive that comes twice the first counts, as it is the one that others see too.
    found: dict[str, str] = {}
    for name, value in _DIRECTIVE.findall(text.lower()):
        found.setdefault(name, value)
    return found


def _max_age(said: Mapping[str, str], headers: Mapping[str, str], now: float) -> float | None:
    if said.keys() & {"no-cache", "no-store", "private"}:
        return 0.0
    for name in ("s-maxage", "max-age"):
        if name in said:
            # One that cannot be read is as good as none: nothing is taken as fresh by mistake.
            return max(0.0, (_seconds(said[name]) or 0.0) - (_seconds(headers.get("age")) or 0.0))
    if "expires" in headers:
        expires, sent = date(headers["expires"]), date(headers.get("date", ""))
        return 0.0 if expires is None else min(_LONGEST, max(0.0, expires - (now if sent is None else sent)))
    return None


def _seconds(text: str | None) -> float | None:
    return min(_LONGEST, float(text)) if text and text.isascii() and text.isdigit() and len(text) < 20 else None
