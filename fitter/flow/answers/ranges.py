"""Ranges: the part of an answer that a request asks for, by RFC 9110, section 14."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from fitter.errors import RangeNotSatisfiable
from fitter.flow.answers.response import Response

_MOST = 200  # characters that are read; nobody needs more for one range
_RANGES = re.compile(r"bytes=(.+)", re.IGNORECASE | re.ASCII)
_RANGE = re.compile(r"([0-9]*)-([0-9]*)")


def in_range(response: Response, asked: Mapping[str, str]) -> Response:
    """The part that the headers of a GET ask for, or the whole.

    Several ranges at once, and what is malformed, are answered with the whole, as HTTP allows: pictures are small.

    Raises:
        RangeNotSatisfiable: it begins behind the end.
    """
    if response.status != 200:
        return response
    headers = {**response.headers, "Accept-Ranges": "bytes"}
    wanted = asked.get("Range")
    part = span(wanted, response.size) if wanted and _is_still(asked.get("If-Range"), headers.get("ETag")) else None
    if part is None:
        return replace(response, headers=headers)
    headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{response.size}"
    return replace(response, status=206, headers=headers, part=part)


def span(wanted: str, size: int) -> range | None:
    """The bytes that one range means; None where it is several, or none that is understood.

    Raises:
        RangeNotSatisfiable: it begins behind the end.
    """
    given = _RANGES.fullmatch(wanted) if len(wanted) <= _MOST else None
    ranges = [one for part in given[1].split(",") if (one := part.strip(" \t"))] if given else []
    match = _RANGE.fullmatch(ranges[0]) if len(ranges) == 1 else None
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= size:
        raise RangeNotSatisfiable(f"The answer has {size} bytes; the range begins behind them.", size)
    return range(start, stop)


def _is_still(held: str | None, etag: str | None) -> bool:
    """Whether the part would fit to what the client holds.

    A date does not tell: AVIF and JPEG of one source have the same, and so have pictures before and after a change of
    settings. HTTP lets a client use one only where it was given no ETag, and here it always was.
    """
    return held is None or (held == etag and not held.startswith("W/"))
