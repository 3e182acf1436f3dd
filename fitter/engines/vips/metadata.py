"""What may stay in a file besides its pixels."""

from __future__ import annotations

import pyvips

from fitter.engines.vips.colour import PROFILE, without
from fitter.engines.vips.rights import rights

# IFD1 holds the camera's thumbnail, which shows what a crop took away; IFD3 the position; maker notes may hold both.
_PRIVATE = ("exif-ifd1-", "exif-ifd3-", "exif-ifd2-MakerNote", "jpeg-thumbnail-data", "gainmap-")
_POSITION = (b"GPS", b"Location", b"geo:")


def cleaned(pixels: pyvips.Image, keep: frozenset[str]) -> tuple[pyvips.Image, str]:
    """The picture without fields that would turn it again, or tell where it was taken; and what libvips may write."""
    fields = pixels.get_fields()
    gone = [name for name in fields if name.startswith(_PRIVATE) or name == "orientation"]
    if "xmp-data" in fields and any(mark in bytes(pixels.get("xmp-data")) for mark in _POSITION):
        gone.append("xmp-data")
    if PROFILE in fields and "icc" not in keep:
        gone.append(PROFILE)
    kinds = keep - {"copyright"}
    if "copyright" not in keep or "exif" in keep:
        return without(pixels, gone) if gone else pixels, _flags(kinds)
    tags = rights(pixels)
    pixels = without(pixels, list({*gone, *(name for name in fields if name.startswith("exif-"))}))
    for name, text in tags.items():
        pixels.set_type(pyvips.GValue.gstr_type, name, text)
    return pixels, _flags(kinds | {"exif"} if tags else kinds)


def _flags(kinds: frozenset[str]) -> str:
    return ":".join(sorted(kinds)) or "none"
