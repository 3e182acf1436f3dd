"""What was uploaded, and what it may be called."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from fitter.errors import BadPath

_MOST = 512  # bytes of a key
_STEM = 80  # characters of a name
_ODD = re.compile(r"[^\w.-]+")
_SUFFIXES = {"jpeg": ("jpg", "jpeg", "jpe"), "tiff": ("tif", "tiff"), "heic": ("heic", "heif")}


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A source that was uploaded."""

    key: str
    url: str  # the signed path of the picture as it is, with server.public_url in front
    size: int  # bytes
    type: str
    width: int
    height: int


def safe_name(name: str, format: str) -> str:
    """What is left of a name that a client gave: letters, digits, dots and dashes, and an ending that is true."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    stem, _, suffix = name.rpartition(".") if "." in name else (name, "", "")
    endings = _SUFFIXES.get(format, (format,))
    ending = suffix.lower() if suffix.lower() in endings else endings[0]
    stem = _ODD.sub("-", stem).strip("-._")[:_STEM].strip("-._")
    return f"{stem or 'image'}.{ending}"


def check_key(key: str) -> None:
    """Whether something may be uploaded under a key that a client chose.

    Raises:
        BadPath: it may not.
    """
    if len(key.encode()) > _MOST:
        raise BadPath(f"The key has {len(key.encode())} bytes; at most {_MOST} are taken.")
    if any(not part or part.startswith(".") for part in key.split("/")):  # neither "..", nor a slash at the end
        raise BadPath("The parts of a key between its slashes are not empty and do not begin with a dot.")
