"""Receive: the raw request target becomes a signed path."""

from __future__ import annotations

import re

from fitter.errors import BadPath

_ABSOLUTE = re.compile(r"https?://[^/]*", re.IGNORECASE)
"""What a proxy may put before the path; HTTP asks servers to accept it."""


def receive(target: str, most: int) -> str:
    """The signed path of a request target as it was sent, without its query.

    The query is not signed and changes nothing.

    Raises:
        BadPath: over so many bytes, or not a path.
    """
    path = target.partition("?")[0]
    if proxied := _ABSOLUTE.match(path):
        path = path[proxied.end() :]
    if len(path) > most:
        raise BadPath(f"The path has {len(path)} bytes; at most {most} are read.")
    if not path.startswith("/"):
        raise BadPath("The request names no path of this server.")
    return path
