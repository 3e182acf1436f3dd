"""What is no HTTP is answered as all else is: with a problem, and kept by nobody."""

from __future__ import annotations

import secrets
from dataclasses import replace

from fitter.errors import BadRequest
from fitter.flow.answers.respond import respond_error
from fitter.web.written import head

BARE = b"HTTP/1.1 400 Bad Request\r\n\r\n"
"""All that Tornado says before it hangs up; it asks nobody what to say."""


def answer() -> bytes:
    """What is said in its place."""
    instance = secrets.token_hex(8)
    response = respond_error(BadRequest("The request is no HTTP, or its body is too large."), instance)
    response = replace(response, headers={"Server": "fitter", "Connection": "close", **response.headers})
    return head(response, instance) + response.body
