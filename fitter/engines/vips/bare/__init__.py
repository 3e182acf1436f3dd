"""A file without its metadata, and no byte of its pixels touched: JPEG, PNG, WebP and GIF, taken apart strictly.

What decides over colours stays: tables, transparency, gamma. Everything that a file may carry besides goes, known or
not: positions, thumbnails, maker notes, comments, a film behind the end of the picture. The smallest doubt is Unusual.
"""

from __future__ import annotations

from collections.abc import Callable

from fitter.engines.vips.bare.gif import gif
from fitter.engines.vips.bare.jpeg import jpeg
from fitter.engines.vips.bare.png import png
from fitter.engines.vips.bare.reader import Reader, Unusual
from fitter.engines.vips.bare.webp import webp

_STRIPPERS: dict[str, Callable[[Reader, bool], bytes]] = {"jpeg": jpeg, "png": png, "webp": webp, "gif": gif}


def bare(data: bytes, format: str, *, icc: bool) -> bytes | None:
    """The same picture without metadata, or None: an unusual file, or a format that is not taken apart here.

    Args:
        data: the whole file.
        format: its name.
        icc: whether the colour profile stays.
    """
    try:
        return _STRIPPERS[format](Reader(data), icc) if format in _STRIPPERS else None
    except Unusual:
        return None
