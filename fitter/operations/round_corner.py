"""``round-corner:radius``: rounded corners."""

from __future__ import annotations

import re
from typing import ClassVar, Self

from fitter import CLEAR, BadArgument, Color, Image, Length, Segment

_LENGTH = re.compile(r"[0-9.]{0,5}|.*[p%]")  # six digits are a colour


class RoundCorner(Segment):
    """Cut the corners off: `round-corner:20`, `round-corner:20,navy`, with two radii `round-corner:20|40,navy`.

    `50p` makes an ellipse of the whole picture. Without a colour the corners are transparent, which JPEG cannot be:
    there they get the background. Inside `filters:` four and more arguments are thumbor's: the radii, red, green and
    blue, and whether the corners are transparent.
    """

    name: ClassVar[str] = "round-corner"
    example: ClassVar[str] = "300x200/round-corner:40/format:png/mountains.jpg"

    radius: Length
    """The corner's radius, in pixels or percent of the side; at most half a side."""
    vertical: Length | None = None
    """Its radius downwards, where that differs."""
    color: Color = CLEAR
    """The colour of what is cut off."""

    @property
    def text(self) -> str:
        """The radii in one argument, so that no length is taken for a colour."""
        radii = str(self.radius) + (f"%7C{self.vertical}" if self.vertical else "")
        return f"{self.name}:{radii}" + ("" if self.color == CLEAR else f",{self.color}")

    @classmethod
    def parse(cls, arguments: list[str]) -> Self:
        """Read `20|40` as two radii, and a colour behind one of them."""
        first, bar, second = (arguments or [""])[0].partition("|")
        if bar:
            arguments = [first, second, *arguments[1:]]
        elif len(arguments) == 2 and not _LENGTH.fullmatch(arguments[1]):
            arguments = [first, "", arguments[1]]
        return super().parse(arguments)

    @classmethod
    def parse_filter(cls, arguments: list[str]) -> Self:
        """thumbor's with at least four arguments."""
        if len(arguments) > 3:
            return cls._of_thumbor(arguments)
        return cls.parse(arguments)

    @classmethod
    def _of_thumbor(cls, arguments: list[str]) -> Self:
        radius, *channels = arguments[:4]
        if len(arguments) > 5 or not all(_is_channel(one) for one in channels):
            got = ",".join(arguments)[:60]
            raise BadArgument(
                f"round-corner: takes a radius, red, green and blue from 0 to 255, and true or false, got {got!r}."
            )
        if arguments[4:] not in ([], ["true"], ["True"], ["1"], ["false"], ["False"], ["0"]):
            raise BadArgument(f"round-corner: transparent must be true or false, got {arguments[4][:60]!r}.")
        if arguments[4:] in (["true"], ["True"], ["1"]):
            return cls.parse([radius])
        across, _, down = radius.partition("|")
        return cls.parse([across, down, "{:02x}{:02x}{:02x}".format(*map(int, channels))])

    def scaled(self, density: float) -> Self:
        """Radii so much longer."""
        vertical = self.vertical and self.vertical.scaled(density)
        return self.model_copy(update={"radius": self.radius.scaled(density), "vertical": vertical})

    def apply(self, image: Image) -> Image:
        """The picture with its corners rounded."""
        across = self.radius.of(image.size.width)
        down = (self.vertical or self.radius).of(image.size.height)
        return image.rounded(across, down, self.color) if across and down else image


def _is_channel(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 4 and int(text) < 256
