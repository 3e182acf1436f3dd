"""Writing: the format that is chosen, what it can hold, and the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyvips

from fitter import BadArgument, Blob, LimitExceeded, Output, Size
from fitter.engines.vips.beats import timed
from fitter.engines.vips.colour import flattened
from fitter.engines.vips.encoders import Encoder
from fitter.engines.vips.film import Film, joined
from fitter.engines.vips.metadata import cleaned
from fitter.engines.vips.writer import Writer

_SHOWN = ("jpeg", "png", "webp", "avif", "gif")
"""The formats that every browser shows."""


def chosen(output: Output, source: str, written: Mapping[str, Encoder]) -> str | None:
    """The format to write: the one asked for, else the source's own, else None: PNG or JPEG, as there is alpha or not.

    Raises:
        BadArgument: the one asked for is not written here.
    """
    if output.format is None:
        return source if source in _SHOWN and source in written else None
    if output.format not in written:
        raise BadArgument(f"format: must be one of {', '.join(written)} here, got {output.format}.")
    return output.format


def fits(format: str, size: Size, encoder: Encoder) -> None:
    """Check the size against what the format can hold and the encoder may write.

    Raises:
        LimitExceeded: a side is too long, or there are too many pixels.
    """
    if max(size.width, size.height) > encoder.side:
        raise LimitExceeded(f"A {format} picture has at most {encoder.side} pixels a side, not {size}.")
    most = encoder.pixels
    if most is not None and size.pixels > most:
        raise LimitExceeded(f"The picture has {size.pixels} pixels ({size}); at most {most} are written as {format}.")


def has_room(format: str, size: Size, encoder: Encoder) -> bool:
    """Whether ``fits`` has nothing against it."""
    try:
        fits(format, size, encoder)
    except LimitExceeded:
        return False
    return True


def write(frames: Sequence[pyvips.Image], film: Film, format: str, output: Output, encoder: Encoder) -> Blob:
    """Compute the pixels and encode them; more than one frame becomes an animation.

    Raises:
        pyvips.Error: the source's pixels could not be decoded, or the encoder failed.
    """
    pixels = joined(frames, film, format)
    if format == "jpeg":
        pixels = flattened(pixels, output.background)
    pixels, keep = cleaned(pixels, output.keep)
    quality, arguments = output.quality_for(format), encoder.arguments(output)
    lossless = arguments.get("lossless") or arguments.get("near_lossless")
    writer = Writer(format, encoder.saver, {"keep": keep, **arguments})
    body = writer(pixels) if quality is None or lossless else writer.sought(pixels, output, quality, frames[0])
    body = timed(body, film.delays) if format == "webp" and len(frames) > 1 else body
    facts: dict[str, Any] = {"format": format, "width": frames[0].width, "height": frames[0].height}
    if len(frames) > 1:
        facts["frames"] = len(frames)
    return Blob(body, f"image/{format}", facts=facts)
