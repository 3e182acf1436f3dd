"""Who made a picture and whose it is: found in EXIF, IPTC or XMP, and written as the two tags that EXIF has for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as Xml

import pyvips

TAGS = {"exif-ifd0-Artist": (80, "creator"), "exif-ifd0-Copyright": (116, "rights")}
"""The fields, and what they are called in IPTC and XMP."""

_EXIF_TEXT = re.compile(rb", ASCII, ([0-9]+) components?, [0-9]+ bytes\)$")
_PURL = "{http://purl.org/dc/elements/1.1/}"
_IPTC = b"8BIM\x04\x04"
_LONGEST = 1000  # characters


def rights(pixels: pyvips.Image) -> dict[str, str]:
    """The tags that can be filled; EXIF is believed first, then IPTC, then XMP."""
    fields = pixels.get_fields()
    iptc = dict(_iptc(_bytes(pixels, "iptc-data"))) if "iptc-data" in fields else {}
    xmp = dict(_xmp(_bytes(pixels, "xmp-data"))) if "xmp-data" in fields else {}
    found = {}
    for field, (number, name) in TAGS.items():
        text = _exif(pixels.get(field)) if field in fields else ""
        if text := _clean(text or iptc.get(number, "") or xmp.get(name, "")):
            found[field] = f"{text} (text)"  # libvips takes what stands before the last bracket
    return found


def _bytes(pixels: pyvips.Image, field: str) -> bytes:
    return bytes(pixels.get(field))


def _clean(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()[:_LONGEST]


def _exif(value: str) -> str:
    """The text of a field, which libvips shows twice: as it is, and in brackets as libexif would say it."""
    raw = value.encode(errors="replace")
    tail = _EXIF_TEXT.search(raw)
    shown, length = (raw[: tail.start()], int(tail[1])) if tail else (raw, len(raw))
    for end in (length - 1, length):  # with the zero at its end, or without
        if shown[end : end + 2] == b" (":
            return shown[:end].decode(errors="replace")
    return shown.split(b" (")[0].decode(errors="replace")


def _iptc(data: bytes) -> Iterator[tuple[int, str]]:
    """The texts of the application record by their number, from Photoshop's block or bare."""
    at = data.find(_IPTC)
    if at >= 0:
        at += len(_IPTC)
        at += (data[at : at + 1] or b"\0")[0] // 2 * 2 + 2 + 4  # a name, padded, and a length
    else:
        at = 0
    while data[at : at + 1] == b"\x1c" and len(data) >= at + 5:
        length = int.from_bytes(data[at + 3 : at + 5], "big")
        text = data[at + 5 : at + 5 + length]
        if data[at + 1] == 2 and length < 0x8000:
            yield data[at + 2], _text(text)
        at += 5 + length


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _xmp(data: bytes) -> Iterator[tuple[str, str]]:
    """The first text of each of Dublin Core's elements; nothing of what is no plain XML."""
    try:
        text = data.decode().strip("\0 \r\n\t")
        tree = Xml.fromstring("" if "<!" in text else text)  # noqa: S314  no declarations, and so no entities
    except (Xml.ParseError, ValueError):
        return
    for element in tree.iter():
        if element.tag.startswith(_PURL):
            yield element.tag.removeprefix(_PURL), next(filter(None, map(str.strip, element.itertext())), "")
