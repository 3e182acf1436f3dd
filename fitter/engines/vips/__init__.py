"""The engine on libvips: pictures opened from their headers."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from typing import Any

import pyvips

from fitter import Blob, Box, Image
from fitter.engines.vips import letters
from fitter.engines.vips.decoders import allow
from fitter.engines.vips.encoders import encoders
from fitter.engines.vips.kept import Kept
from fitter.engines.vips.load import Source
from fitter.engines.vips.options import Options as VipsOptions
from fitter.engines.vips.turn import Turn
from fitter.engines.vips.undecoded import Undecoded

log = logging.getLogger(__name__)

SAFE = (8, 18, 3)
"""The oldest libvips without published holes in the decoders that are read by default."""


class VipsEngine:
    """Decodes, changes and encodes with libvips."""

    class Options(VipsOptions):
        """Which formats are read and written, and how much work goes into each that is written."""

    def __init__(self, options: Options) -> None:
        os.environ.pop("VIPS_UNLIMITED", None)  # it would lift the decoders' own limits
        if version() < SAFE:
            log.warning("libvips %s has known holes; use 8.18.3 or newer", ".".join(map(str, version())))
        pyvips.cache_set_max(0)  # no two requests share an operation, so a cache would only hold memory
        pyvips.cache_set_max_mem(0)
        self._read = allow(options.read)
        letters.introduce(options.fonts, alone="svg" not in options.read)  # a drawing may need the machine's fonts
        self.options, self._settings = options, encoders(options)
        self._margins = {"jpeg": options.jpeg_margin, "webp": options.webp_margin}
        self._kept = Kept(options.keep_decoded, options.keep_decoded_for) if options.jpeg_turbo else None

    def open(self, blob: Blob, *, orient: bool = True) -> Image:
        """The picture from its header alone, upright unless told not to.

        Raises:
            UnsupportedImage: no picture, or of a format that is not read here.
            UndecodableImage: broken.
        """
        source = Source(blob.read(), self._read, self._margins, self._kept)
        turn = Turn.of_exif(source.orientation if orient else 1)
        return Undecoded(source, self._settings, Box(0, 0, source.size.width, source.size.height), turn)

    def rest(self) -> None:
        """Let go of what is kept for a while only, and load what a first JPEG would have to wait for."""
        if self._kept is not None:
            self._kept.rest()

    def describe(self) -> Mapping[str, Any]:
        """Name and version of the library, formats that are read and written."""
        return {
            "library": "libvips",
            "version": ".".join(map(str, version())),
            "read": list(self._read),
            "write": list(self._settings),
        }


def version() -> tuple[int, int, int]:
    """Of libvips itself."""
    return pyvips.version(0), pyvips.version(1), pyvips.version(2)
