"""What an own object says of itself in its headers: key, media type, time, facts, and a digest of these and the body.

The body stays a plain picture, so that a CDN or a browser can have it from S3. S3 takes 2 KB of such headers; longer
notes lie in an object beside. The digest makes what was cut or mixed up on its way, or written by two at once, a miss
instead of a wrong picture.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fitter import Blob, Descriptor

_NOTES, _DIGEST = "x-amz-meta-fitter", "x-amz-meta-fitter-digest"
_BESIDE = "beside"  # no JSON
_MOST = 1500  # bytes
_PIECE = 1 << 20
_SHOWN = re.compile(r"image/(?!svg)[a-z0-9.+-]+|application/json")  # a browser runs none of these
UNKNOWN = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Notes:
    """What goes with a body."""

    headers: Mapping[str, str]
    beside: bytes | None  # what does not fit in there


def write(key: str, blob: Blob, body: bytes, end: float | None) -> Notes:
    """The notes of a blob whose body has this digest; the end is when nobody may use it any more.

    Raises:
        TypeError: the facts are nothing that JSON can say.
    """
    said = {"key": key, "media_type": blob.media_type, "modified": blob.modified, "facts": dict(blob.facts)}
    said |= {} if end is None else {"end": end}
    # Signatures and servers read a header's blanks as they like.
    text = json.dumps(said, separators=(",", ":")).replace(" ", "\\u0020").replace("\x7f", "\\u007f")
    beside = text.encode() if len(text) > _MOST else None
    shown = _BESIDE if beside else text
    return Notes({"Content-Type": shown_type(blob.media_type), _NOTES: shown, _DIGEST: _seal(body, text)}, beside)


def shown_type(media_type: str) -> str:
    """The media type that a browser is told: its own, unless it would run what is inside."""
    return media_type if _SHOWN.fullmatch(media_type) else UNKNOWN


def is_marked(headers: Mapping[str, str]) -> bool:
    """Whether an object was written by ``write``, whole or not."""
    return _NOTES in headers


def beside(headers: Mapping[str, str]) -> bool:
    """Whether the notes lie in an object of their own."""
    return headers[_NOTES] == _BESIDE


def read(headers: Mapping[str, str], beside: bytes | None = None) -> dict[str, Any] | None:
    """What an object says, given what lies beside it; None if that is no JSON."""
    text = headers[_NOTES].encode() if beside is None else beside
    try:
        said = json.loads(text)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def fits(headers: Mapping[str, str], body: bytes, beside: bytes | None = None) -> bool:
    """Whether the notes belong to a body with this digest."""
    text = headers[_NOTES] if beside is None else beside.decode(errors="replace")
    return headers.get(_DIGEST) == _seal(body, text)


def digest(body: bytes | Descriptor) -> bytes:
    """SHA-256 of a body.

    Raises:
        OSError: the file got shorter while it was open.
    """
    found = hashlib.sha256()
    if isinstance(body, bytes):
        found.update(body)
        return found.digest()
    for at in range(0, body.size, _PIECE):
        length = min(_PIECE, body.size - at)
        piece = os.pread(body.number, length, at)
        if len(piece) < length:
            raise OSError("the file was cut while it was open")
        found.update(piece)
    return found.digest()


async def digest_of(body: bytes | Descriptor) -> bytes:
    """The same without holding up others by a long file."""
    return digest(body) if isinstance(body, bytes) else await asyncio.to_thread(digest, body)


def _seal(body: bytes, text: str) -> str:
    return hashlib.sha256(body + text.encode()).hexdigest()
