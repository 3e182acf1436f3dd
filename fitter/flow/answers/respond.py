"""Respond: a blob or an error becomes an HTTP answer."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache

from fitter.errors import BadParameters, FitterError, MethodNotAllowed, RangeNotSatisfiable
from fitter.flow.answers.answer import Answer
from fitter.flow.answers.canonical import link
from fitter.flow.answers.disposition import disposition
from fitter.flow.answers.etag import asked as etags
from fitter.flow.answers.lifetime import NOBODY
from fitter.flow.answers.response import Response
from fitter.settings.caching import Cache

_YEAR_10000 = 253402300800
_PROBLEM = "application/problem+json"
_REFUSED = (403, 413, 415, 422)
_PAGE = "<html><title>{0}</title><body>{0}</body></html>"
HARMLESS = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
"""What a drawing may do that is opened as a page: look as it does, and nothing else."""


def respond(answer: Answer, cache: Cache, asked: Mapping[str, str]) -> Response:
    """The answer with a picture, or 304 when the client has it; asked are the request's headers."""
    blob = answer.blob
    headers = {"ETag": answer.etag, "Cache-Control": ", ".join(_reuse(cache, answer)), **answer.negotiated}
    if answer.modified is not None and 0 <= answer.modified < _YEAR_10000:
        headers["Last-Modified"] = _date(int(answer.modified))
    if answer.ignored:
        headers["X-Fitter-Ignored"] = ", ".join(dict.fromkeys(answer.ignored))
    if answer.fallback:
        headers["X-Fitter-Fallback"] = answer.fallback
    elif cache.canonical and (blob is None or blob.media_type.startswith("image/")):
        headers["Link"] = link(cache.canonical, answer.source)
    if blob is None or (answer.status == 200 and _unchanged(asked, answer)):
        return Response(304, headers)
    headers |= {"Content-Type": blob.media_type, "X-Content-Type-Options": "nosniff"}
    if blob.media_type == "image/svg+xml":
        headers["Content-Security-Policy"] = HARMLESS
    if answer.output.attachment is not None:
        headers["Content-Disposition"] = disposition(answer.output.attachment, answer.source, blob.media_type)
    return Response(answer.status, headers, blob.body)


def respond_error(error: FitterError, instance: str, cache_control: str = NOBODY) -> Response:
    """The answer with a problem."""
    problem = {"type": "about:blank", "title": error.title, "status": error.status, "code": error.code}
    problem |= {"detail": error.detail, "instance": instance}
    if isinstance(error, BadParameters):
        problem["problems"] = [{"parameter": name, "detail": text} for name, text in error.problems]
    headers = {"Content-Type": _PROBLEM, "Cache-Control": cache_control, "X-Content-Type-Options": "nosniff"}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = error.allowed
    if isinstance(error, RangeNotSatisfiable):
        headers["Content-Range"] = f"bytes */{error.size}"
    return Response(error.status, headers, json.dumps(problem, ensure_ascii=False).encode() + b"\n")


def respond_error_briefly(error: FitterError, cache_control: str = NOBODY) -> Response:
    """The same as thumbor would: 400 for whatever is refused, and no text. The log says why."""
    status = 400 if error.status in _REFUSED else error.status
    headers = {**respond_error(error, "", cache_control).headers, "Content-Type": "text/html; charset=UTF-8"}
    page = _PAGE.format(f"{status}: Method Not Allowed") if status == 405 else ""
    return Response(status, headers, page.encode())


def for_browsers(cache: Cache, answer: Answer) -> str:
    """The value of Cache-Control that lets browsers alone reuse what is said of an answer, as long as the answer."""
    return f"private, {_reuse(cache, answer)[1]}"


def _reuse(cache: Cache, answer: Answer) -> list[str]:
    output = answer.output
    most = cache.max_age if output.max_age is None else output.max_age
    limits = [float(output.max_age)] if output.max_age is not None else []
    limits += [cache.provisional_max_age] if answer.blob and answer.blob.facts.get("provisional") else []
    if output.expires is not None:
        limits.append(max(0.0, output.expires - time.time()))
    from_origin = cache.from_origin and answer.fresh is not None and output.max_age is None
    most = answer.fresh if from_origin and answer.fresh is not None else most
    parts = ["public", f"max-age={int(min([most, *limits]))}"]
    if cache.shared_max_age is not None and not from_origin:
        parts.append(f"s-maxage={int(min([cache.shared_max_age, *limits]))}")
    for name, most in _stale(cache):
        stale = int(min([most, *limits]))
        if stale and output.expires is None:
            parts.append(f"{name}={stale}")
    if cache.immutable and not limits:
        parts.append("immutable")
    return parts


@lru_cache(1000)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)


def _stale(cache: Cache) -> tuple[tuple[str, float], ...]:
    return ("stale-while-revalidate", cache.stale_while_revalidate), ("stale-if-error", cache.stale_if_error)


def _unchanged(asked: Mapping[str, str], answer: Answer) -> bool:
    had = etags(asked.get("If-None-Match"))
    if had:
        return "*" in had or answer.etag in had
    since = asked.get("If-Modified-Since")
    if since is None or answer.modified is None:
        return False
    try:
        return int(answer.modified) <= parsedate_to_datetime(since).timestamp()
    except (ValueError, TypeError, OverflowError):
        return False  # no date, which HTTP says is ignored
