"""Encoders: which formats are written, with which settings, and what may stay in the file besides pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyvips

from fitter import BadArgument, Blob, LimitExceeded, Output, Size
from fitter.engines.vips.colour import PROFILE, flattened, without
from fitter.engines.vips.film import Film, joined

SIDES = {"jpeg": 65500, "png": 1_000_000, "webp": 16383, "avif": 16384, "gif": 65535}
"""The formats that are written, and the longest side that each can hold."""

_SAVERS = {
    "jpeg": "jpegsave_buffer",
    "png": "pngsave_buffer",
    "webp": "webpsave_buffer",
    "avif": "heifsave_buffer",
    "gif": "gifsave_buffer",
}
# IFD1 holds the camera's thumbnail, which shows what a crop took away; IFD3 the position; maker notes may hold both.
_PRIVATE = ("exif-ifd1-", "exif-ifd3-", "exif-ifd2-MakerNote", "jpeg-thumbnail-data", "gainmap-")
_POSITION = (b"GPS", b"Location", b"geo:")


@dataclass(frozen=True, slots=True)
class Encoder:
    """How one format is written."""

    settings: Mapping[str, Any]
    """Arguments of libvips' saver."""
    pixels: int | None = None
    """The most that are written; None for any number."""


def chosen(output: Output, source: str) -> str | None:
    """The format to write: the one asked for, else the source's own, else None: PNG or JPEG, as there is alpha or not.

    Raises:
        BadArgument: the one asked for is not written here.
    """
    if output.format is None:
        return source if source in SIDES else None
    if output.format not in SIDES:
        raise BadArgument(f"format: must be one of {', '.join(SIDES)}, got {output.format}.")
    return output.format


def fits(format: str, size: Size, most: int | None) -> None:
    """Check the size against what the format can hold and the encoder may write.

    Raises:
        LimitExceeded: a side is too long, or there are too many pixels.
    """
    if max(size.width, size.height) > SIDES[format]:
        raise LimitExceeded(f"A {format} picture has at most {SIDES[format]} pixels a side, not {size}.")
    if most is not None and size.pixels > most:
        raise LimitExceeded(f"The picture has {size.pixels} pixels ({size}); at most {most} are written as {format}.")


def has_room(format: str, size: Size, most: int | None) -> bool:
    """Whether ``fits`` has nothing against it."""
    try:
        fits(format, size, most)
    except LimitExceeded:
        return False
    return True


def write(frames: Sequence[pyvips.Image], film: Film, format: str, output: Output, settings: Mapping[str, Any]) -> Blob:
    """Compute the pixels and encode them; more than one frame becomes an animation.

    Raises:
        pyvips.Error: the source's pixels could not be decoded, or the encoder failed.
    """
    pixels = joined(frames, film)
    if format == "jpeg":
        pixels = flattened(pixels, output.background)
    quality = output.quality_for(format)
    extra = {} if quality is None else {"Q": quality}
    keep = sorted(output.keep) or ["none"]
    saver = getattr(_cleaned(pixels, output), _SAVERS[format])
    body = saver(keep=":".join(keep), **extra, **settings)
    facts: dict[str, Any] = {"format": format, "width": frames[0].width, "height": frames[0].height}
    if len(frames) > 1:
        facts["frames"] = len(frames)
    return Blob(body, f"image/{format}", facts=facts)


def _cleaned(pixels: pyvips.Image, output: Output) -> pyvips.Image:
    """The picture without fields that would turn it again, or tell where it was taken."""
    fields = pixels.get_fields()
    gone = [name for name in fields if name.startswith(_PRIVATE) or name == "orientation"]
    if "xmp-data" in fields and any(mark in bytes(pixels.get("xmp-data")) for mark in _POSITION):
        gone.append("xmp-data")
    if PROFILE in fields and "icc" not in output.keep:
        gone.append(PROFILE)
    return without(pixels, gone)
