"""What is kept with a body: key, media type, time, facts, and a digest that shows whether all is whole.

::

    body | JSON | length of the body, length of the JSON, SHA-256 of all four | mark and version

It stands behind the body, so that whoever gets an open file finds the body at 0. The digest makes what was cut, flipped
or zeroed (by a disk, or by a power cut without ``sync``) a miss instead of a wrong picture. The mark at the end says
that it is ours, whatever else is wrong with it: what lacks it may be anybody's.
"""

from __future__ import annotations

import hashlib
import json
import struct
from typing import Any

from fitter import Blob, Descriptor

MARK = b"fitter\x00"
"""What is ours ends in this and a byte for the version."""

_LENGTHS = struct.Struct(">QI")
_FOOT = struct.Struct(">12s32s8s")
_MAGIC = MARK + b"\x02"

FOOT = _FOOT.size
"""Bytes of a foot."""


def sealed(key: str, blob: Blob, end: float | None = None) -> bytes:
    """A blob in its envelope; the end is when nobody may use it any more, by the clock on the wall.

    Raises:
        OSError: the blob's own file got shorter.
        TypeError: the facts are nothing that JSON can say.
    """
    body, text = blob.read(), notes(key, blob, end)
    digest = hashlib.sha256(body)
    digest.update(text)
    return b"".join((body, text, foot(len(body), len(text), digest)))


def unsealed(content: bytes, key: str) -> tuple[Blob, float | None] | None:
    """The blob in an envelope and its end; None unless it is whole and belongs to the key."""
    found = content[-FOOT:]
    size, rest = lengths(found, len(content)) or (0, 0)
    digest = hashlib.sha256(memoryview(content)[: size + rest])
    return opened(content[size : size + rest], key, content[:size]) if found == foot(size, rest, digest) else None


def is_marked(content: bytes) -> bool:
    """Whether bytes end as an envelope does, whole or not."""
    return content[-len(_MAGIC) : -1] == MARK


def notes(key: str, blob: Blob, end: float | None = None) -> bytes:
    """The JSON behind a body.

    Raises:
        TypeError: the facts are nothing that JSON can say.
    """
    said = {"key": key, "media_type": blob.media_type, "modified": blob.modified, "facts": dict(blob.facts)}
    return json.dumps(said if end is None else said | {"end": end}, separators=(",", ":")).encode()


def opened(text: bytes, key: str, body: bytes | Descriptor) -> tuple[Blob, float | None] | None:
    """The blob of a body and its notes, and its end; None if they are another key's."""
    said: dict[str, Any] = json.loads(text)
    if said["key"] != key:
        return None
    return Blob(body, said["media_type"], said["modified"], said["facts"]), said.get("end")


def noted_key(text: bytes) -> str | None:
    """The key in notes that may be anything."""
    try:
        key = json.loads(text)["key"]
    except (ValueError, TypeError, KeyError):
        return None
    return key if isinstance(key, str) else None


def foot(size: int, rest: int, digest: hashlib._Hash) -> bytes:
    """The foot of a body and notes of such lengths; the digest of both becomes the digest of all."""
    both = _LENGTHS.pack(size, rest)
    digest.update(both)
    return _FOOT.pack(both, digest.digest(), _MAGIC)


def lengths(found: bytes, whole: int) -> tuple[int, int] | None:
    """How long body and notes are by the foot of what has so many bytes in all; None if that cannot be."""
    if len(found) < FOOT:
        return None
    size, rest = _LENGTHS.unpack_from(found)
    return (size, rest) if size + rest + FOOT == whole else None
