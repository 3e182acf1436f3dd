"""The nouns: frozen values with pure geometry and no I/O."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import webcolors


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """A width and a height in pixels."""

    width: int
    height: int

    @property
    def pixels(self) -> int:
        """The area."""
        return self.width * self.height

    @property
    def turned(self) -> Size:
        """The same picture after a quarter turn."""
        return Size(self.height, self.width)

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels; left and top are inside, right and bottom are just outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def size(self) -> Size:
        """Width and height; 0x0 or less when the box is empty."""
        return Size(self.right - self.left, self.bottom - self.top)

    @property
    def empty(self) -> bool:
        """Whether nothing is inside."""
        return self.right <= self.left or self.bottom <= self.top

    def within(self, size: Size) -> Box:
        """The part of the box that lies on a picture of that size (perhaps empty)."""
        return Box(max(0, self.left), max(0, self.top), min(size.width, self.right), min(size.height, self.bottom))


@dataclass(frozen=True, slots=True)
class Color:
    """An sRGB colour with alpha, each channel 0..255."""

    red: int
    green: int
    blue: int
    alpha: int = 255

    @classmethod
    def parse(cls, text: object) -> Color:
        """Read a CSS name, ``transparent``, or 3, 4, 6 or 8 hex digits with or without ``#``.

        Raises:
            ValueError: the text is none of these.
        """
        if isinstance(text, Color):
            return text
        if not isinstance(text, str):
            raise ValueError("not a colour")  # noqa: TRY004  pydantic turns ValueError, not TypeError, into a problem
        name = text.strip().lower()
        if name == "transparent":
            return cls(0, 0, 0, 0)
        digits = name.removeprefix("#")
        with contextlib.suppress(ValueError):  # not a name: the digits are read below
            digits = webcolors.name_to_hex(name)[1:] if name == digits else digits
        if len(digits) in (3, 4):
            digits = "".join(2 * digit for digit in digits)
        if len(digits) not in (6, 8) or not set(digits) <= set("0123456789abcdef"):
            raise ValueError("not a colour")
        return cls(*bytes.fromhex(digits))

    @property
    def rgb(self) -> tuple[int, int, int]:
        """The channels without alpha."""
        return self.red, self.green, self.blue

    @property
    def rgba(self) -> tuple[int, int, int, int]:
        """All four channels."""
        return self.red, self.green, self.blue, self.alpha

    def __str__(self) -> str:
        digits = f"{self.red:02x}{self.green:02x}{self.blue:02x}"
        return digits if self.alpha == 255 else f"{digits}{self.alpha:02x}"


WHITE = Color(255, 255, 255)
CLEAR = Color(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Length:
    """A distance along one side of a picture: pixels, or percent of that side."""

    value: float
    percent: bool = False

    @classmethod
    def parse(cls, text: object) -> Length:
        """Read ``120`` (pixels), ``12.5p`` or ``12.5%`` (percent).

        Raises:
            ValueError: the text is neither, or not finite, or negative.
        """
        if isinstance(text, Length):
            return text
        if isinstance(text, (int, float)):
            text = str(text)
        if not isinstance(text, str):
            raise ValueError("not a length")  # noqa: TRY004  as in Color.parse
        text = text.strip()
        percent = text.endswith(("p", "%"))
        value = float(text[:-1] if percent else text)
        if not math.isfinite(value) or value < 0 or value > 1e6 or (not percent and value != int(value)):
            raise ValueError("not a length")
        return cls(value, percent)

    def of(self, side: int) -> int:
        """The length in whole pixels on a side of so many pixels."""
        return round(side * self.value / 100) if self.percent else int(self.value)

    def scaled(self, density: float) -> Length:
        """As many device pixels; a part of the side stays that part."""
        return self if self.percent else Length(round(self.value * density))

    def __str__(self) -> str:
        return plain(self.value) + ("p" if self.percent else "")


def plain(number: float) -> str:
    """The shortest text that reads as the same number: ``90`` and not ``90.0``."""
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)


MOVING = frozenset({"gif", "webp"})
"""The formats that hold animations."""


def media_type(format: str) -> str:
    """What a format is called in a ``Content-Type``: ``image/svg+xml`` for svg."""
    return "image/svg+xml" if format == "svg" else f"image/{format}"


@dataclass(frozen=True, slots=True)
class AutoQuality:
    """How a quality is found that a picture needs."""

    likeness: float = 0.97  # to the original, 1 is the same
    lowest: int = 50
    highest: int = 90


@dataclass(frozen=True, slots=True)
class Output:
    """How the picture is to be written: the settings' defaults, changed by the operations in the URL."""

    format: str | None = None  # None: the source's own
    quality: int | None = None  # None: the format's own in qualities
    qualities: Mapping[str, int] = field(default_factory=lambda: {"jpeg": 80, "webp": 79, "avif": 65, "jxl": 77})
    progressive: bool | None = None  # coarse first, then fine; here and below None: as the engine's options say
    subsampling: Literal["auto", "444", "420"] | None = None  # whether colours are kept at full or at half the size
    lossless: bool | Literal["near"] | None = None  # pixels come out as they are, where the format can do it
    palette: int | None = None  # colours of a picture that is written with a palette: 2, 4, 16 or 256
    compression: int | None = None  # how hard PNG is compressed, 0 to 9
    effort: int | None = None  # how long the encoder may search, 0 to 10
    max_bytes: int | None = None  # the most bytes of the file; the quality is lowered for it
    auto_quality: bool = False  # the quality that the picture needs, instead of a number
    auto: AutoQuality = AutoQuality()  # what that means
    never_bigger: bool = True  # than the source, where nothing but writing it again is asked for
    instead: str = "jpeg"  # of a picture without transparency whose own format is not written
    auto_jpeg: bool = False  # an opaque PNG becomes a JPEG, if nobody asks for a format
    keep: frozenset[str] = frozenset()  # kinds of metadata that survive: exif, xmp, iptc, icc, copyright
    background: Color = WHITE  # under transparent pixels where the format has no alpha
    meta: bool = False  # facts as JSON instead of the picture
    debug: bool = False  # sizes mark what they would keep
    expires: int | None = None  # seconds since the epoch
    max_age: int | None = None  # seconds that the answer may be reused; None: as the settings say
    attachment: str | None = None  # the name under which a browser saves it, "" the source's own; None: it is shown
    stored: bool = True  # whether the result is kept
    raw: bool = False  # the source's own bytes instead of a picture made of it
    skip: frozenset[str] = frozenset()  # formats of sources that are answered as they are
    fallback: str | None = None  # the key of another source, where this one is missing
    page: int | None = None  # the one frame that is shown, the first is 1; None: all of them, as far as the format goes
    frames: int | None = None  # the most frames of an animation that are shown; None: all of them
    density: float | None = None  # device pixels for each pixel that the URL's sizes speak of; None: not said

    def quality_for(self, format: str) -> int | None:
        """The quality to encode that format with; None where it has none (PNG, GIF)."""
        default = self.qualities.get(format)
        return default if self.quality is None or default is None else self.quality
