"""The engine on libvips: its options, and pictures opened from their headers."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from typing import Any, Literal

import pyvips
from pydantic import Field

import fitter
from fitter import Blob, Box, Count, Image
from fitter.engines.vips import save
from fitter.engines.vips.image import Settings
from fitter.engines.vips.load import Source, allow
from fitter.engines.vips.turn import Turn
from fitter.engines.vips.undecoded import Undecoded

log = logging.getLogger(__name__)

SAFE = (8, 18, 3)
"""The oldest libvips without published holes in the decoders that are read by default."""


class VipsEngine:
    """Decodes, changes and encodes with libvips."""

    class Options(fitter.Options):
        """Which formats are read, and how much work goes into each that is written."""

        read: list[Literal["jpeg", "png", "webp", "gif", "avif", "tiff", "svg"]] = Field(
            ["jpeg", "png", "webp", "gif", "avif"], min_length=1
        )
        """The formats that are read; every other decoder of libvips is blocked. TIFF and SVG are complex formats with
        a long record of holes: switch them on only for sources that you trust."""
        shrink_margin: float = Field(2.0, ge=1, le=8)
        """How many times the wanted width and height a JPEG or WebP must still have after it was decoded at a reduced
        size. At 2 no difference is seen; at 1 a fifth of the time is saved, and fine detail gets softer."""
        jpeg_progressive: bool = False
        """Write JPEG that shows coarse first and then fine: about 3 % smaller, and a quarter slower to write."""
        jpeg_optimize: bool = False
        """Let mozjpeg search for the smallest JPEG of that quality: about 12 % smaller, in four times the time."""
        png_compression: int = Field(6, ge=0, le=9)
        """How hard to compress PNG, from 0 (not at all) to 9 (a few percent smaller than 6, in five times the time)."""
        png_filter: Literal["none", "sub", "up", "average", "paeth", "all"] = "all"
        """How PNG predicts a pixel from its neighbours; ``all`` tries every way on every line, which takes twice the
        time and makes photographs a third smaller."""
        png_palette: bool = False
        """Write PNG with at most 256 colours: much smaller, ten times slower, and visible on photographs."""
        webp_effort: int = Field(2, ge=0, le=6)
        """How hard to compress WebP, from 0 (fast) to 6 (small). 4 takes twice the time of 2 for 3 % fewer bytes."""
        avif_effort: int = Field(0, ge=0, le=9)
        """How hard to compress AVIF, from 0 (fast) to 9 (minutes for a large picture). 3 takes six to ten times the
        time of 0 for up to 15 % fewer bytes."""
        avif_pixels: Count = Field(20_000_000, ge=1)
        """The most pixels that are written as AVIF. The encoder takes 25 to 45 bytes of memory a pixel, which
        is by far the most of all: for larger ones raise ``engine.memory`` too."""
        gif_effort: int = Field(3, ge=1, le=10)
        """How hard to search for the best colours of a GIF, from 1 (fast) to 10. 7 takes three times the time of 3 for
        a tenth fewer bytes."""

    def __init__(self, options: Options) -> None:
        os.environ.pop("VIPS_UNLIMITED", None)  # it would lift the decoders' own limits
        if version() < SAFE:
            log.warning("libvips %s has known holes; use 8.18.3 or newer", ".".join(map(str, version())))
        pyvips.cache_set_max(0)  # no two requests share an operation, so a cache would only hold memory
        pyvips.cache_set_max_mem(0)
        allow(options.read)
        self.options, self._settings = options, _settings(options)

    def open(self, blob: Blob, *, orient: bool = True) -> Image:
        """The picture from its header alone, upright unless told not to.

        Raises:
            UnsupportedImage: no picture, or of a format that is not read here.
            UndecodableImage: broken.
        """
        source = Source(blob.read(), tuple(self.options.read), self.options.shrink_margin)
        turn = Turn.of_exif(source.orientation if orient else 1)
        return Undecoded(source, self._settings, Box(0, 0, source.size.width, source.size.height), turn)

    def describe(self) -> Mapping[str, Any]:
        """Name and version of the library, formats that are read and written."""
        return {
            "library": "libvips",
            "version": ".".join(map(str, version())),
            "read": list(self.options.read),
            "write": list(save.SIDES),
        }


def version() -> tuple[int, int, int]:
    """Of libvips itself."""
    return pyvips.version(0), pyvips.version(1), pyvips.version(2)


def _settings(options: VipsEngine.Options) -> Settings:
    best: dict[str, Any] = {"trellis_quant": True, "overshoot_deringing": True, "quant_table": 3}
    jpeg: dict[str, Any] = {"interlace": options.jpeg_progressive, "optimize_coding": True}
    if options.jpeg_optimize:
        jpeg |= best | {"optimize_scans": options.jpeg_progressive}
    png = {"compression": options.png_compression, "filter": options.png_filter, "palette": options.png_palette}
    return {
        "jpeg": save.Encoder(jpeg),
        "png": save.Encoder(png),
        "webp": save.Encoder({"effort": options.webp_effort}),
        "avif": save.Encoder({"effort": options.avif_effort, "compression": "av1"}, options.avif_pixels),
        "gif": save.Encoder({"effort": options.gif_effort}),
    }
