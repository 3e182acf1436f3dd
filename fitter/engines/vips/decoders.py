"""Which decoders of libvips there are, and which of them may run at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyvips

# The class that is blocked or not, and the operation, which is called by its name: libvips never guesses. A phone's
# UltraHDR JPEG is read by the JPEG decoder too, as an ordinary picture; a gain map would not survive a resize anyway.
_DECODERS = {
    "jpeg": ("VipsForeignLoadJpeg", "jpegload_buffer"),
    "png": ("VipsForeignLoadPng", "pngload_buffer"),
    "webp": ("VipsForeignLoadWebp", "webpload_buffer"),
    "gif": ("VipsForeignLoadNsgif", "gifload_buffer"),
    "avif": ("VipsForeignLoadHeif", "heifload_buffer"),
    "tiff": ("VipsForeignLoadTiff", "tiffload_buffer"),
    "svg": ("VipsForeignLoadSvg", "svgload_buffer"),
    "jxl": ("VipsForeignLoadJxl", "jxlload_buffer"),
}


def allow(read: Iterable[str]) -> tuple[str, ...]:
    """Block every decoder of libvips in this process except those for these formats; those of them that there are."""
    pyvips.operation_block_set("VipsForeignLoad", True)
    there = tuple(name for name in dict.fromkeys(read) if installed(_DECODERS[name][1]))
    for name in there:
        pyvips.operation_block_set(_DECODERS[name][0], False)
    return there


def decoder(format: str) -> Callable[..., pyvips.Image]:
    """The call that makes a picture of a file's bytes and of options; a pyvips.Error if the format is not allowed."""
    call: Callable[..., pyvips.Image] = getattr(pyvips.Image, _DECODERS[format][1])
    return call


def installed(operation: str) -> bool:
    """Whether the installed libvips has it: not every build can do every format."""
    return bool(pyvips.type_find("VipsOperation", operation))
