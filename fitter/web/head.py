"""The head of a request, as far as a picture needs it: read in a tenth of the time that a whole one takes.

Whatever is not as browsers and CDNs write it is left to Tornado, which knows what to answer.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, NamedTuple

from fitter.url.actions import NAMES

_HEAD = re.compile(
    r"(GET|HEAD) ([!-~]+) HTTP/1\.1\r\n((?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t -~\x80-\xff]*\r\n)+)\r\n",
    re.ASCII,
)
_HOST = re.compile(r"[A-Za-z0-9.-]+(?::[0-9]*)?")
_ABSOLUTE = re.compile(rb"\A([A-Z]+ )https?://[^/? ]*([/? ])", re.I)
_ELSEWHERE = frozenset(
    ("content-length", "expect", "if-range", "range", "transfer-encoding", "upgrade", "x-sendfile-type")
)
"""Headers that want more than a picture as it is."""
_OTHERS = frozenset(("health", "healthcheck", "ready", "metrics", "upload", "image", *NAMES))
"""What the paths of all else begin with."""


class Asked(dict[str, str]):
    """Headers by their names in small letters, found by names in any."""

    def get(self, name: str, default: Any = None) -> Any:
        """The header's text."""
        return super().get(name.lower(), default)

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).lower())


class Head(NamedTuple):
    """What is asked for."""

    method: str
    target: str
    asked: Asked
    """Of the headers those that were to be read."""

    @property
    def is_picture(self) -> bool:
        """Whether the target can only be a picture's, so that no route need be looked for."""
        return self.target[:1] == "/" and self.target[1:].partition("?")[0].partition("/")[0] not in _OTHERS


def origin_form(data: bytes) -> bytes:
    """A head with a target that is a path, where a proxy has sent the whole URL; HTTP asks servers to accept it."""
    return _ABSOLUTE.sub(lambda found: found[1] + (b"/" if found[2] != b"/" else b"") + found[2], data, 1)


def read(data: bytes, names: Collection[str]) -> Head | None:
    """A head that came in, with the headers of these names; None if it wants more than a picture, or is unusual."""
    found = _HEAD.fullmatch(data.decode("latin-1"))
    if found is None:
        return None
    method, target, block = found.groups()
    asked = Asked()
    for line in block.split("\r\n"):
        name, _, value = line.partition(":")
        name = name.lower()
        if name in names:
            if name in asked:
                return None
            asked[name] = value.strip(" \t")
        elif name in _ELSEWHERE:
            return None
    host, connection = asked.get("host"), asked.get("connection", "keep-alive")
    if host is None or not _HOST.fullmatch(host) or connection.lower() != "keep-alive":
        return None
    return Head(method, target, asked)
