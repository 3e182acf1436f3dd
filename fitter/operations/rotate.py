"""``rotate:degrees``: turn clockwise."""

from __future__ import annotations

import math
import re
from typing import ClassVar, Self

from pydantic import Field

from fitter import WHITE, Color, Image, Segment, Size


class Rotate(Segment):
    """Turn clockwise by any angle. The picture grows to hold its turned corners; they show the background.

    Inside `filters:` it is thumbor's `rotate`: counter-clockwise, and by quarter turns only; other angles do nothing.
    """

    name: ClassVar[str] = "rotate"
    example: ClassVar[str] = "300x200/rotate:30,transparent/format:png/mountains.jpg"

    degrees: float = Field(ge=-360, le=360)
    """The angle, clockwise; negative is counter-clockwise."""
    background: Color = WHITE
    """The colour of the corners that open at angles other than quarter turns."""

    @classmethod
    def parse_filter(cls, arguments: list[str]) -> Self:
        """thumbor turns the other way, by quarter turns, as many as are said; at other angles nothing is turned."""
        angle = arguments[0] if arguments else ""
        if re.fullmatch(r"-?[0-9]{1,9}", angle):
            arguments = [str(int(angle) % 360), *arguments[1:]]
        turned = cls.parse(arguments)
        if turned.degrees % 90:
            return cls.build(degrees=0)
        return cls.build(degrees=-turned.degrees % 360, background=turned.background)

    def apply(self, image: Image) -> Image:
        """The turned picture."""
        return image if self.degrees % 360 == 0 else image.rotate(self.degrees % 360, self.background)

    def bounds(self, size: Size) -> Size:
        """The box around the turned picture, at most."""
        angle = self.degrees % 180
        if angle in (0, 90):
            return size.turned if angle else size
        sine, cosine = math.sin(math.radians(angle)), abs(math.cos(math.radians(angle)))
        return Size(
            math.ceil(size.width * cosine + size.height * sine) + 2,
            math.ceil(size.width * sine + size.height * cosine) + 2,
        )
