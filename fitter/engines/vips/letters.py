"""Written text: which fonts there are in this process, and a picture of a text."""

from __future__ import annotations

import math
import os
import struct
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

import pyvips

from fitter import BadArgument, LimitExceeded, Refusal
from fitter.engines.vips.room import room
from fitter.values import Color

_FOLDER = Path(__file__).parent / "fonts"
SHIPPED = {"sans": _FOLDER / "DejaVuSans.ttf", "sans-bold": _FOLDER / "DejaVuSans-Bold.ttf"}
"""The fonts that are always there."""

_MOST_PIXELS = 40_000_000
_WIDEST = 1_000_000  # that libvips takes as a width; no text is drawn that wide
_WIDE, _HIGH = 1.3, 1.5  # at most, of the size: an advance, and a line
_ALIGN = {"left": "low", "center": "centre", "right": "high"}
_FILES: dict[str, Path] = {}
_FAMILIES: dict[str, str] = {}


def introduce(files: Mapping[str, Path], *, alone: bool) -> None:
    """Make fonts known by these names in this process, where fontconfig knows no other way.

    Args:
        files: besides those that are shipped.
        alone: whether no font of the machine's is looked for.

    Raises:
        Refusal: a file is no font.
    """
    if alone:
        os.environ.setdefault("FONTCONFIG_FILE", str(_FOLDER / "fonts.conf"))
    found = {**SHIPPED, **files}
    families = {name: family(path) for name, path in found.items()}
    _FILES.clear()
    _FILES.update(found)
    _FAMILIES.clear()
    _FAMILIES.update(families)


def lettering(text: str, size: float, color: Color, width: int, align: str, font: str) -> pyvips.Image:
    """The text on clear ground, in memory: no wider than that if it can be broken, and as small as it is.

    Raises:
        BadArgument: no such font, or nothing to be seen in the text.
        LimitExceeded: it takes too much room.
        MemoryError: other things have taken all that there is.
    """
    if font not in _FAMILIES:
        raise BadArgument(f"font must be one of {', '.join(_FAMILIES)}, got {font[:60]!r}.")
    _check(_room(text, size, width), text, size)
    room()  # Pango starts a thread for the first text
    try:
        mask = _drawn(text, f"{_FAMILIES[font]} {size:g}px", width, _ALIGN[align])
        _check(mask.width * mask.height, text, size)  # laid out, and not drawn yet: Unicode has lines of its own
        return _inked(mask, color)
    except pyvips.Error as error:
        if not any(one.isprintable() and not one.isspace() for one in text):
            raise BadArgument("there is nothing to be seen in the text.") from None
        raise LimitExceeded(f"The text cannot be written at a size of {size:g} pixels.") from error


def _check(pixels: float, text: str, size: float) -> None:
    if pixels > _MOST_PIXELS:
        raise LimitExceeded(f"A text of {len(text)} characters takes too much room at a size of {size:g} pixels.")


def _drawn(text: str, font: str, width: int, align: str) -> pyvips.Image:
    # libvips makes a file known once; with all of them known, one font has the letters that another lacks.
    for name, path in _FILES.items():
        pyvips.Image.text("x", font=_FAMILIES[name], fontfile=str(path))
    return pyvips.Image.text(escape(text), font=font, dpi=72, width=min(width, _WIDEST), align=align, wrap="word-char")


def _inked(mask: pyvips.Image, color: Color) -> pyvips.Image:
    neutral = color.red == color.green == color.blue
    ink = mask.new_from_image([color.red] if neutral else list(color.rgb)).copy(
        interpretation="b-w" if neutral else "srgb"
    )
    alpha = mask if color.alpha == 255 else (mask * (color.alpha / 255)).rint()
    return ink.bandjoin(alpha.cast("uchar")).cast("uchar").copy_memory()


def _room(text: str, size: float, width: int) -> float:
    """About the most pixels that it may take."""
    lengths = [len(line) * size * _WIDE for line in text.split("\n")]
    lines = sum(max(1, math.ceil(2 * length / width)) for length in lengths)
    return lines * size * _HIGH * min(width, max(lengths))


def family(path: Path) -> str:
    """How Pango calls the font of that file: its family and style.

    Raises:
        Refusal: it is no font.
    """
    try:
        names = dict(_names(path.read_bytes()))
        found = names.get(16) or names[1]
    except (OSError, LookupError, struct.error, UnicodeError):
        raise Refusal(f"{path} is no TrueType or OpenType font that can be read") from None
    return f"{found}, {names.get(17) or names.get(2, '')}"


def _names(data: bytes) -> Iterator[tuple[int, str]]:
    """The English (or any) names that a font gives itself, by their numbers in OpenType's table."""
    if data[:4] not in (b"\0\1\0\0", b"OTTO", b"true"):
        return
    for at in range(12, 12 + 16 * int.from_bytes(data[4:6], "big"), 16):
        tag, _, start, _ = struct.unpack_from(">4sLLL", data, at)
        if tag == b"name":
            count, texts = struct.unpack_from(">HH", data, start + 2)
            for record in range(start + 6, start + 6 + 12 * count, 12):
                platform, _, _, number, length, offset = struct.unpack_from(">6H", data, record)
                if platform in (0, 3):
                    begin = start + texts + offset
                    yield number, data[begin : begin + length].decode("utf-16-be")
