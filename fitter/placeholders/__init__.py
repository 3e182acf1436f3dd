"""What stands for a picture until it is there: colours, and pictures in a few characters. Pure, of a small sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fitter.placeholders import blurhash, palette, thumbhash
from fitter.placeholders.sample import Sample

__all__ = ["Sample", "placeholders"]


def placeholders(sample: Sample) -> Mapping[str, Any]:
    """The dominant colour, the palette, and the hashes, by name."""
    colours = [f"#{colour}" for colour in palette.colours(sample)]
    return {
        "color": colours[0] if colours else None,
        "palette": colours,
        "blurhash": blurhash.encode(sample),
        "thumbhash": thumbhash.encode(sample),
    }
