"""What is no HTTP is answered as all else is: with a problem, and kept by nobody."""

from __future__ import annotations

import secrets
import time

from tornado.httputil import format_timestamp

from fitter.errors import BadRequest
from fitter.flow.answers.respond import respond_error

BARE = b"HTTP/1.1 400 Bad Request\r\n\r\n"
"""All that Tornado says before it hangs up; it asks nobody what to say."""


def answer() -> bytes:
    """What is said in its place."""
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
