"""``round-corner:radius``: rounded corners."""

from __future__ import annotations

from typing import ClassVar, Self

from fitter import CLEAR, BadArgument, Color, Image, Length, Segment


class RoundCorner(Segment):
    """Cut the corners off along a circle, or with two radii `20|40` along an ellipse; `50p` makes an ellipse of it all.

    Without a colour the corners are transparent, which JPEG cannot be: there they get the background. Inside `filters:`
    it is thumbor's `round_corner(20|40,red,green,blue,transparent)` or imagor's `round_corner(20,40,colour)`.
    """

    name: ClassVar[str] = "round-corner"
    usage: ClassVar[str] = "round-corner:RADIUS|VERTICAL,COLOR"
    example: ClassVar[str] = "300x200/round-corner:40/format:png/mountains.jpg"

    radius: Length
    """The corner's radius, in pixels or percent of the side; at most half a side."""
    vertical: Length | None = None
    """Its radius downwards, where that differs."""
    color: Color = CLEAR
    """The colour of what is cut off."""

    @property
    def text(self) -> str:
        """Both radii in one argument."""
        radii = str(self.radius) + (f"%7C{self.vertical}" if self.vertical else "")
        return f"{self.name}:{radii}" + ("" if self.color == CLEAR else f",{self.color}")

    @classmethod
    def parse(cls, arguments: list[str]) -> Self:
        """Read `20|40` as two radii."""
        across, _, down = (arguments or [""])[0].partition("|")
        return super().parse([across, down, *arguments[1:]])

    @classmethod
    def parse_filter(cls, arguments: list[str]) -> Self:
        """thumbor's with at least four arguments, imagor's with fewer."""
        if len(arguments) > 3:
            return cls._of_thumbor(arguments)
        if len(arguments) == 3 or "".join(arguments[1:2])[:1].isdigit():
            return cls.parse([f"{arguments[0]}|{arguments[1]}", *arguments[2:]])
        return cls.parse(arguments)

    @classmethod
    def _of_thumbor(cls, arguments: list[str]) -> Self:
        radius, *channels = arguments[:4]
        if len(arguments) > 5 or not all(_is_channel(one) for one in channels):
            got = ",".join(arguments)[:60]
            raise BadArgument(
                f"round_corner: takes a radius, red, green and blue from 0 to 255, true or false, got {got!r}."
            )
        if arguments[4:] in (["true"], ["True"], ["1"]):
            return cls.parse([radius])
        return cls.parse([radius, "{:02x}{:02x}{:02x}".format(*map(int, channels))])

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
