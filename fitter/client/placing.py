"""Placing: a key as it stands behind the operations of a URL."""

from __future__ import annotations

import re
from urllib.parse import quote

from fitter.operations import NAMES
from fitter.url.encoding import encode

WORDS = frozenset(NAMES) | {
    *("fit-in", "full-fit-in", "adaptive-fit-in", "adaptive-full-fit-in", "stretch", "upscale", "no-upscale"),
    *("left", "center", "right", "top", "middle", "bottom", "smart", "focal", "gravity", "preset"),
}
"""What is read as an operation though it has no arguments."""

_PLAIN = re.compile(r"(?!-)[^:@]*")
_SIZE = re.compile(r"-?([0-9]*|orig)x-?([0-9]*|orig)")
_URL = re.compile(r"https?://", re.IGNORECASE)


def place(source: str, *, thumbor: bool = False) -> str:
    """A key, percent-encoded, and guarded where its first folder could be read as an operation.

    Args:
        source: the plain key.
        thumbor: whether the server reads thumbor's segments alone, and no ``/-/`` that ends them.

    Raises:
        ValueError: it is empty.
    """
    if not source:
        raise ValueError("the key of the source is empty")
    first, slash, _ = source.partition("/")
    named = slash and (first in WORDS or _SIZE.fullmatch(first) or not _PLAIN.fullmatch(first))
    if not source.startswith(("/", "b64:")) and (not named or _URL.match(source)):
        return encode(source)
    return quote(source, safe="") if thumbor else f"-/{encode(source)}"
