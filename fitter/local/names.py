"""What endings of names say of formats."""

from __future__ import annotations

from pathlib import PurePath

WRITTEN = {
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".jpe": "jpeg",
    ".jfif": "jpeg",
    ".png": "png",
    ".webp": "webp",
    ".avif": "avif",
    ".gif": "gif",
    ".jxl": "jxl",
    ".tif": "tiff",
    ".tiff": "tiff",
}
"""Endings of formats that can be written."""

PICTURES = {*WRITTEN, ".svg", ".svgz", ".heic", ".heif", ".bmp", ".jp2", ".ico"}
"""Endings of files that a folder is searched for; not all are read, and those that are not are told of."""

_ENDINGS = {"jpeg": ".jpg", "tiff": ".tif"}


def format_of(name: PurePath) -> str | None:
    """The format that a name's ending says, if it is one that can be written."""
    return WRITTEN.get(name.suffix.lower())


def renamed(name: PurePath, format: str, *, keep_suffix: bool) -> PurePath:
    """The name in another format; an ending that says so already stays."""
    if format_of(name) == format:
        return name
    ending = _ENDINGS.get(format, f".{format}")
    return name.with_name(name.name + ending) if keep_suffix else name.with_suffix(ending)
