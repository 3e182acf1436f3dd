"""Plain JPEG decoded by libjpeg-turbo, which is faster than the JPEG library in libvips' wheel, to the same pixels.

What is not plain, or broken in any way, is left to libvips: it decides what is still shown, and which error is given.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyvips

from fitter.engines.vips import coarse
from fitter.engines.vips.room import room
from fitter.engines.vips.scans import PROGRESSIVE, Layout

MOST = 96 * 1024**2
"""Bytes of a picture that is decoded in one piece; libvips goes through a larger one line by line."""
SCANS = 24
"""More than any encoder writes, each of which goes over the whole picture."""

_LOADED = 64 * 1024**2
"""Bytes that loading the library may claim, with NumPy, which comes with it; it writes to a fifth of them."""
_SPACES = {("YCbCr", "srgb", 3): "rgb", ("Gray", "b-w", 1): "gray"}
"""What is plain: the space in the file, libvips' name and number of bands for it, and what is decoded to."""
_FRAMES = (0xC0, 0xC1, PROGRESSIVE)  # with baseline and extended: neither without loss, nor arithmetic


@cache
def library() -> Any | None:
    """The library, or None. It is loaded when it is first asked for: with NumPy that takes a fifth of a worker's start.

    Raises:
        MemoryError: there is too little to load it.
    """
    room(_LOADED)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy would take memory for a thread a core
    try:
        import simplejpeg
    except ImportError:  # no wheel for this machine
        return None
    return simplejpeg


@dataclass(frozen=True, slots=True)
class Plain:
    """What a JPEG is that can be decoded here."""

    space: str  # to which it is decoded
    progressive: bool


def plain(data: bytes, layout: Layout, header: pyvips.Image) -> Plain | None:
    """What a JPEG is, told from its file and its header as libvips reads it; None if it is not plain.

    Raises:
        MemoryError: there is too little to load the library.
    """
    usual = layout.frame in _FRAMES and layout.bits == 8 and layout.scans <= SCANS and header.format == "uchar"
    if not usual or (turbo := library()) is None:
        return None
    try:
        *_, coded, _ = turbo.decode_jpeg_header(data)
    except ValueError:
        return None
    space = _SPACES.get((coded, header.interpretation, header.bands))
    return Plain(space, layout.frame == PROGRESSIVE) if space else None


def decoded(data: bytes, header: pyvips.Image, plain: Plain, shrink: int, most: int) -> pyvips.Image | None:
    """All pixels with the header's metadata, each side divided by 1, 2, 4 or 8; None where libvips must have a look.

    Raises:
        MemoryError: they take at most so many bytes, and there are not so many.
    """
    width, height, bands = -(-header.width // shrink), -(-header.height // shrink), header.bands
    if (length := width * height * bands) > most or (turbo := library()) is None:
        return None
    if plain.progressive and shrink == coarse.SHRINK:
        data = coarse.without_detail(data)
    room(length)
    try:
        # What the library only warns of is refused too.
        pixels: Any = turbo.decode_jpeg(data, plain.space, min_width=width, min_height=height, strict=True)
    except ValueError:
        return None
    made = pyvips.Image.new_from_memory(pixels, width, height, bands, "uchar")
    made = made.copy(interpretation=header.interpretation, xres=header.xres, yres=header.yres)
    _describe(made, header)
    if (width, height) == (header.width // shrink, header.height // shrink):
        return made
    return made.crop(0, 0, header.width // shrink, header.height // shrink)  # as libvips: only whole pixels


def _describe(pixels: pyvips.Image, header: pyvips.Image) -> None:
    """Give the pixels the header's metadata: by the library's own values, for a phone's JPEG has seventy of them."""
    for name in header.get_fields()[_BASIC:]:
        if name != _LAZY:
            key, value = name.encode(), pyvips.GValue()
            if pyvips.vips_lib.vips_image_get(header.pointer, key, value.pointer) == 0:
                pyvips.vips_lib.vips_image_set(pixels.pointer, key, value.pointer)


_BASIC = len(pyvips.Image.black(1, 1).get_fields())
"""Fields that every picture has: its size and such."""
_LAZY = "vips-sequential"
"""What marks a picture that can be read from top to bottom only."""
