"""Receive: the raw request target becomes a signed path."""

from __future__ import annotations

from fitter.errors import BadPath


def receive(target: str, most: int) -> str:
    """The signed path of a request target as it was sent, without its query.

    The query is not signed and changes nothing.

    Raises:
        BadPath: over so many bytes, or not a path.
    """
    path = target.partition("?")[0]
    if len(path) > most:
        raise BadPath(f"The path has {len(path)} bytes; at most {most} are read.")
    if not path.startswith("/"):
        raise BadPath("The request names no path of this server.")
    return path
