"""ETag: of what a result is made, and how; known as soon as the states of the sources are, before any work."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from fitter.flow.sources.seen import Seen


def etag(key: str, sources: Iterable[Seen]) -> str:
    """The strong ETag, with its quotes, of the result of that key made from sources in these states."""
    text = "\n".join((key, *(one.tag for one in sources)))
    return f'"{sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]}"'


def asked(header: str | None) -> frozenset[str]:
    """The ETags of an ``If-None-Match`` header, each in its strong form; ``*`` stands for itself.

    A CDN that compresses may weaken our ETag, and this header's comparison is the weak one anyway.
    """
    return frozenset(one.strip().removeprefix("W/") for one in header.split(",")) if header else frozenset()
