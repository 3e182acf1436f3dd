"""Respond: a blob or an error becomes an HTTP answer."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from hashlib import sha256

from fitter.config import Cache
from fitter.errors import FitterError, MethodNotAllowed
from fitter.flow.disposition import disposition
from fitter.flow.flow import Answer

_YEAR_10000 = 253402300800
_PROBLEM = "application/problem+json"
_REFUSED = (403, 413, 415, 422)
_PAGE = "<html><title>{0}</title><body>{0}</body></html>"
_HARMLESS = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
"""What a drawing may do that is opened as a page: look as it does, and nothing else."""


@dataclass(frozen=True, slots=True)
class Response:
    """What goes over the wire."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def respond(answer: Answer, cache: Cache, asked: Mapping[str, str]) -> Response:
    """The answer with a picture, or 304 when the client has it; asked are the request's headers."""
    blob = answer.blob
    body = blob.read()
    etag = f'"{blob.facts.get("etag") or sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": _cache_control(cache, answer), **answer.negotiated}
    if blob.modified is not None and 0 <= blob.modified < _YEAR_10000:
        headers["Last-Modified"] = formatdate(blob.modified, usegmt=True)
    if answer.ignored:
        headers["X-Fitter-Ignored"] = ", ".join(dict.fromkeys(answer.ignored))
    if answer.fallback:
        headers["X-Fitter-Fallback"] = answer.fallback
    if answer.status == 200 and _unchanged(asked, etag, blob.modified):
        return Response(304, headers)
    headers |= {"Content-Type": blob.media_type, "X-Content-Type-Options": "nosniff"}
    if blob.media_type == "image/svg+xml":
        headers["Content-Security-Policy"] = _HARMLESS
    if answer.output.attachment is not None:
        headers["Content-Disposition"] = disposition(answer.output.attachment, answer.source, blob.media_type)
    return Response(answer.status, headers, body)


def respond_error(error: FitterError, instance: str) -> Response:
    """The answer with a problem; nobody may keep it."""
    problem = {"type": "about:blank", "title": error.title, "status": error.status, "code": error.code}
    problem |= {"detail": error.detail, "instance": instance}
    headers = {"Content-Type": _PROBLEM, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = "GET, HEAD"
    return Response(error.status, headers, json.dumps(problem, ensure_ascii=False).encode() + b"\n")


def respond_error_briefly(error: FitterError) -> Response:
    """The same as thumbor would: 400 for whatever is refused, and no text. The log says why."""
    status = 400 if error.status in _REFUSED else error.status
    headers = {**respond_error(error, "").headers, "Content-Type": "text/html; charset=UTF-8"}
    page = _PAGE.format(f"{status}: Method Not Allowed") if status == 405 else ""
    return Response(status, headers, page.encode())


def _cache_control(cache: Cache, answer: Answer) -> str:
    output = answer.output
    most = cache.max_age if output.max_age is None else output.max_age
    limits = [float(output.max_age)] if output.max_age is not None else []
    limits += [cache.provisional_max_age] if answer.blob.facts.get("provisional") else []
    if output.expires is not None:
        limits.append(max(0.0, output.expires - time.time()))
    parts = ["public", f"max-age={int(min([most, *limits]))}"]
    if cache.shared_max_age is not None:
        parts.append(f"s-maxage={int(min([cache.shared_max_age, *limits]))}")
    stale = int(min([cache.stale_while_revalidate, *limits]))
    if stale and output.expires is None:
        parts.append(f"stale-while-revalidate={stale}")
    return ", ".join(parts)


def _unchanged(asked: Mapping[str, str], etag: str, modified: float | None) -> bool:
    none_match = asked.get("If-None-Match")
    if none_match is not None:
        # A CDN that compresses may weaken our ETag; for If-None-Match the comparison is the weak one.
        given = {one.strip().removeprefix("W/") for one in none_match.split(",")}
        return "*" in given or etag in given
    since = asked.get("If-Modified-Since")
    if since is None or modified is None:
        return False
    try:
        return int(modified) <= parsedate_to_datetime(since).timestamp()
    except (ValueError, TypeError, OverflowError):
        return False  # no date, which HTTP says is ignored
