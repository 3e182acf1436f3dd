"""What a file is, told from its first bytes: libvips is only ever asked about a format that is already known."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fitter import UnsupportedImage

WORDS = {
    "jpeg": "a JPEG picture",
    "png": "a PNG picture",
    "webp": "a WebP picture",
    "gif": "a GIF picture",
    "avif": "an AVIF picture",
    "tiff": "a TIFF picture",
    "svg": "an SVG drawing",
    "heic": "a HEIC picture",
    "jxl": "a JPEG XL picture",
    "jp2": "a JPEG 2000 picture",
    "bmp": "a BMP picture",
    "ico": "an ICO icon",
    "psd": "a Photoshop document",
    "pdf": "a PDF document",
}
"""Formats that are recognised, whether they are read or not, and how to speak of them."""

_PREFIXES = {
    b"\xff\xd8\xff": "jpeg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
    b"II+\0": "tiff",
    b"MM\0+": "tiff",
    b"\xff\x0a": "jxl",
    b"\0\0\0\x0cJXL ": "jxl",
    b"\0\0\0\x0cjP  ": "jp2",
    b"\xff\x4f\xff\x51": "jp2",
    b"BM": "bmp",
    b"\0\0\1\0": "ico",
    b"8BPS": "psd",
    b"%PDF-": "pdf",
}
_SVG = re.compile(rb"\s*(<\?xml|<!--|<!DOCTYPE|<svg)", re.IGNORECASE)


def sniff(data: bytes) -> str | None:
    """The format's name, a key of WORDS; None for anything unknown."""
    for prefix, name in _PREFIXES.items():
        if data.startswith(prefix):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp":
        return _in_boxes(data)
    head = data[:4096].removeprefix(b"\xef\xbb\xbf")
    return "svg" if _SVG.match(head) and b"<svg" in head else None


def _in_boxes(data: bytes) -> str | None:
    length = int.from_bytes(data[:4], "big")
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, min(length, 256), 4))}
    if not brands & {b"avif", b"avis", b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}:
        return None
    # A brand may fit both, and libvips tells them apart by the brand alone; the first coded item's type does not lie.
    codec = re.search(rb"av01|hvc1|hev1", data[length:65536])
    name = {b"av01": "avif", b"hvc1": "heic", b"hev1": "heic"}
    return name[codec[0]] if codec else "avif" if brands & {b"avif", b"avis"} else "heic"


def refusal(name: str | None, read: Iterable[str]) -> UnsupportedImage:
    """The error for a file of that format, or of none, where only some formats are read."""
    allowed = ", ".join(read)
    if name is None:
        return UnsupportedImage(f"The source is not a picture of a format that is read here ({allowed}).")
    return UnsupportedImage(f"The source is {WORDS[name]}; {name} is not among the formats read here ({allowed}).")
