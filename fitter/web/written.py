"""Responses as they go over the wire, in the order and the spelling of Tornado's handlers: they all look the same."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable
from functools import lru_cache
from http import HTTPStatus

from tornado.httputil import HTTPHeaders, format_timestamp
from tornado.iostream import StreamClosedError

from fitter.flow.answers.response import Response

_log = logging.getLogger("fitter.crash")
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


async def in_pieces(
    response: Response, number: str, write: Callable[[bytes], Awaitable[None]], hang_up: Callable[[], None]
) -> None:
    """Write a large body as the client takes it. Whoever gets less than was said gets no second answer behind it.

    Args:
        response: of which the head is written.
        number: the request's.
        write: returns when the client has taken that.
        hang_up: called where the body cannot be read to its end.

    Raises:
        StreamClosedError: the client has left.
    """
    try:
        for piece in response.pieces():
            await write(piece)
            await asyncio.sleep(0)  # who takes it fast waits his turn
    except StreamClosedError:
        raise
    except OSError as error:
        _log.error("the answer to request %s is cut off: %s", number, error)
        hang_up()


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
