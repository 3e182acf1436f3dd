"""Responses as they go over the wire, in the order and the spelling of Tornado's handlers: they all look the same."""

from __future__ import annotations

import re
import time
from functools import lru_cache
from http import HTTPStatus

from tornado.httputil import HTTPHeaders, format_timestamp

from fitter.flow.answers.response import Response

_HERE = "\0"  # where no header has one
_EMPTY = (204, 304)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
JOINED = 64 << 10  # bytes of a body that are copied behind the head faster than the kernel is called once more


def pieces(response: Response) -> tuple[bytes, bytes, bytes]:
    """The head of a response; between the pieces belong the date and the request's number."""
    headers = {_spelled(name): text for name, text in response.headers.items()}
    if _CONTROL.search("".join(headers.values())):
        raise ValueError(f"a header would end its line: {headers}")
    lines = [f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}"]
    lines += [f"{name}: {headers.pop(name)}" for name in ("Server", "Content-Type") if name in headers]
    first = "\r\n".join([*lines, "Date: "])
    if response.status not in _EMPTY:
        headers["Content-Length"] = str(response.size)
    headers["X-Request-Id"] = _HERE
    rest = "\r\n".join(["", *(f"{name}: {text}" for name, text in headers.items()), "", ""])
    second, _, third = rest.partition(_HERE)
    return first.encode("latin-1"), second.encode("latin-1"), third.encode("latin-1")


def head(response: Response, number: str) -> bytes:
    """The head of the response to the request of that number, now."""
    first, second, third = pieces(response)
    return b"".join((first, date(int(time.time())), second, number.encode(), third))


@lru_cache(4)
def date(second: int) -> bytes:
    """A time as HTTP writes it, of seconds since the epoch."""
    return format_timestamp(second).encode()


@lru_cache(1000)
def _spelled(name: str) -> str:
    return str(next(iter(HTTPHeaders({name: ""}))))
