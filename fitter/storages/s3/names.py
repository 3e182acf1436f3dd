"""What the object of a key is called.

A prefix holds two kinds of objects. *Given* objects are what people put there: their names are the keys, letter for
letter. *Own* objects are what ``put`` wrote: they lie below ``.fitter/``, where nothing else has a place. There each
folder of a key ends in ``!``, so that ``a`` (``.fitter/a``) and ``a/b`` (``.fitter/a!/b``) can both be kept where an S3
is made of files, and the last part keeps its ending.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote

FOLDER = ".fitter"
"""What own objects lie below."""
NOTES = "!notes"
"""What the name of an object ends in that holds what is known of the one beside it."""

_LONGEST = 200  # bytes of one part, and of all folders together: with prefix and ending it stays below S3's 1024
_FOLDERS = 480
_NAME = 1024
_SAYABLE = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def own_name(prefix: str, key: str) -> str:
    """The name of the own object of a key; no two keys have the same."""
    folders, rest = _split(key)
    return f"{prefix}{FOLDER}/{folders}{_part(rest)}"


def own_folder(prefix: str, key: str) -> tuple[str, bool]:
    """What the names of all own objects below a key with a trailing ``/`` begin with, and whether those of others do.

    They do below very long keys: only what is noted with each object tells those apart.
    """
    folders, rest = _split(key)
    return f"{prefix}{FOLDER}/{folders}", bool(rest)


def given_name(prefix: str, key: str) -> str | None:
    """The name of the given object of a key, or None where none can be.

    Leading slashes are dropped. What a server may not tell apart has no key: ``.``, ``..``, empty parts, control
    characters.
    """
    name = key.lstrip("/")
    plain = all(part not in ("", ".", "..", FOLDER) for part in name.split("/"))
    sayable = plain and _SAYABLE.fullmatch(name) and len((prefix + name).encode()) <= _NAME
    return prefix + name if sayable else None


def _split(key: str) -> tuple[str, str]:
    """The folders, written, and the rest of the key."""
    folders, rest = "", key
    while "/" in rest:
        first, _, below = rest.partition("/")
        longer = f"{folders}{_part(first)}!/"
        if len(longer) > _FOLDERS:
            break
        folders, rest = longer, below
    return folders, rest


def _part(text: str) -> str:
    # "%" would be decoded once too often by some proxy. What follows a "!" tells what it is: two hex digits a byte, "."
    # a digest, nothing an empty part or, at the end, a folder.
    part = quote(text, safe="", errors="surrogatepass").replace("~", "%7E").replace("%", "!") or "!"
    if part.startswith("."):
        part = "!2E" + part[1:]
    if len(part) > _LONGEST:
        part = part[:100] + "!." + hashlib.sha256(part.encode()).hexdigest()
    return part
