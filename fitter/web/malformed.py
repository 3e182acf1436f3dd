"""What is no HTTP is answered as all else is: with a problem, and kept by nobody."""

from __future__ import annotations

import secrets
import time
from asyncio import Future
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.httputil import format_timestamp
from tornado.iostream import IOStream

from fitter.errors import BadRequest
from fitter.flow.respond import respond_error

_BARE = b"HTTP/1.1 400 Bad Request\r\n\r\n"
"""All that Tornado says before it hangs up; it asks nobody what to say."""


class Listener(HTTPServer):
    """Tornado's server, on streams that say more."""

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        """Take in a connection."""
        if type(stream) is IOStream:
            stream.__class__ = _Stream  # Tornado makes it itself, and of no class that one could name
        super().handle_stream(stream, address)


class _Stream(IOStream):
    def write(self, data: bytes | memoryview) -> Future[None]:
        return super().write(_answer() if data == _BARE else data)


def _answer() -> bytes:
    instance = secrets.token_hex(8)
    response = respond_error(BadRequest("The request is no HTTP, or its body is too large."), instance)
    headers = {
        "Server": "fitter",
        "Date": format_timestamp(time.time()),
        "Connection": "close",
        "Content-Length": str(response.size),
        "X-Request-Id": instance,
        **response.headers,
    }
    lines = [f"HTTP/1.1 {response.status} Bad Request", *(f"{name}: {text}" for name, text in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + response.body
