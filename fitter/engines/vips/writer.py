"""Writing the same pixels in one format at one quality or another, and looking at what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyvips

from fitter import Output
from fitter.engines.vips import search
from fitter.engines.vips.decoders import decoder
from fitter.engines.vips.likeness import likeness, sample


@dataclass(frozen=True, slots=True)
class Writer:
    """One way of writing a format, in which only the quality is open."""

    format: str
    saver: str
    """libvips' operation."""
    arguments: Mapping[str, Any]
    """Its arguments, without the quality."""

    def __call__(self, pixels: pyvips.Image, quality: int | None = None) -> bytes:
        """The file; without a quality where the format, or this way of writing it, has none."""
        extra = {} if quality is None else {"Q": quality}
        return bytes(getattr(pixels, self.saver)(**self.arguments, **extra))

    def sought(self, pixels: pyvips.Image, output: Output, quality: int, first: pyvips.Image) -> bytes:
        """The file, at the quality that is asked for or at one that must be found; the pixels are computed once.

        Args:
            pixels: all of them, the frames of an animation below each other.
            output: what is asked for.
            quality: where to begin.
            first: the first frame, which the quality is judged by.
        """
        if not output.auto_quality and output.max_bytes is None:
            return self(pixels, quality)
        pixels = pixels.copy_memory()
        if output.auto_quality:
            quality = self._needed(pixels if first.height == pixels.height else first, output, quality)
        if output.max_bytes is None:
            return self(pixels, quality)
        return search.within(lambda one: self(pixels, one), quality, output.max_bytes)

    def _needed(self, still: pyvips.Image, output: Output, usual: int) -> int:
        """The quality that the picture needs, or the usual one of a format that is not read here."""
        piece, auto = sample(still), output.auto

        def seen(quality: int) -> float:
            return likeness(piece, decoder(self.format)(self(piece, quality)))

        try:
            return search.alike(seen, auto.likeness, auto.lowest, auto.highest)
        except pyvips.Error:
            return usual
