"""What is asked of S3."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from fitter import Descriptor

LISTS = 64 * 1024**2
"""Bytes of answers that are no pictures: far more than any has."""

_NOTHING = hashlib.sha256().hexdigest()


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, not yet signed, and what it does in words for errors."""

    doing: str  # "read an object"
    method: str
    bucket: str
    name: str = ""  # of an object; without one it is the bucket that is asked
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Descriptor = b""
    digest: str = _NOTHING  # SHA-256 of the body
    most: int | None = None  # bytes of the answer; None: of the largest object that is wanted
