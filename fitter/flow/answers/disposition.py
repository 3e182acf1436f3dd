"""Disposition: the header that lets a browser save an answer, under a name that any of them reads."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import quote

_ENDINGS = {"image/jpeg": "jpg", "image/svg+xml": "svg", "image/tiff": "tif"}
_NOT_QUOTED = re.compile(r'[^ -~]|["\\%]')
_UNRESERVED = "!#$&+-.^_`|~"


def saved_as(filename: str, source: str, media_type: str | None) -> str:
    """A file's name with its ending; of a type that is not known yet, that of the source."""
    path = PurePosixPath(re.split(r"[?#]", source, maxsplit=1)[0])
    ending = path.suffix if media_type is None else "." + _ENDINGS.get(media_type, media_type.partition("/")[2])
    if not filename:
        return (path.stem or "picture") + ending
    return filename if PurePosixPath(filename).suffix else filename + ending


def disposition(filename: str, source: str, media_type: str) -> str:
    """The value of Content-Disposition, by RFC 6266.

    Args:
        filename: the name that was asked for, or nothing for the source's.
        source: the source's key, perhaps a URL.
        media_type: of the answer, for the name's ending.
    """
    filename = saved_as(filename, source, media_type)
    plain = _NOT_QUOTED.sub("_", filename)
    value = f'attachment; filename="{plain}"'
    return value if plain == filename else f"{value}; filename*=UTF-8''{quote(filename, safe=_UNRESERVED)}"
