"""``text:words,x,y,size,colour``: written on the picture."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field

from fitter import CLEAR, BadArgument, Color, Image, Length, Segment
from fitter.operations.marks import laid
from fitter.operations.position import Across, Down, Position
from fitter.operations.words import Words, written
from fitter.values import Color as ColorValue
from fitter.values import Length as LengthValue

_MIDDLE = Position(word="center")
_MODES = {"", "normal"}


class Text(Segment):
    r"""Write on the picture: `text:Hello%20world`, `text:Two\nlines,-10,bottom,8p,white`. It has no markup.

    Lines that would be too long are broken. Inside `filters:` it is imagor's
    `text(text,x,y,font-and-size,color,alpha,blend_mode,width,align)`, without blending.
    """

    name: ClassVar[str] = "text"
    example: ClassVar[str] = "300x200/text:Blue%20hour,center,-12,24,white,,,,sans-bold/mountains.jpg"

    words: Words
    r"""What is written, up to 500 characters; `\n` (`%5Cn`) breaks the line."""
    x: Across = _MIDDLE
    """Where it begins from the left, or with `-` where it ends from the right."""
    y: Down = _MIDDLE
    """Where it begins from the top, or with `-` where it ends from the bottom."""
    size: Length = LengthValue(24)
    """How large the letters are, in pixels or percent of the picture's height."""
    color: Color = ColorValue(0, 0, 0)
    """The letters' colour."""
    alpha: float = Field(default=0, ge=0, le=100)
    """How much shines through: 0 is opaque, 100 invisible."""
    width: Length = LengthValue(100, percent=True)
    """Where lines are broken, in pixels or percent of the picture's width."""
    align: Literal["left", "center", "right"] = "left"
    """How lines stand below each other."""
    font: str = Field(default="sans", max_length=200)
    """sans, sans-bold, or one of the settings' `engine.fonts`."""
    rotation: float = Field(default=0, ge=-360, le=360)
    """Turned clockwise by so many degrees."""

    @classmethod
    def parse_filter(cls, arguments: list[str]) -> Self:
        """imagor's, whose font and size are one word such as `sans-bold-24`."""
        if len(arguments) > 9 or (arguments[6:7] or [""])[0] not in _MODES:
            raise BadArgument(
                "text: inside filters: it takes text, x, y, font and size, color, alpha, normal, width and align, "
                f"but no rotation; got {','.join(arguments)[:60]!r}."
            )
        text, x, y, face, color, alpha, _, width, align = [*arguments, *[""] * (9 - len(arguments))]
        font, _, size = face.rpartition("-") if face[-1:].isdigit() else (face, "", "")
        align = {"low": "left", "centre": "center", "high": "right"}.get(align, align)
        width = {"f": "", "full": "", "0": ""}.get(width, width)
        return cls.parse([text, x or "0", y or "0", size, color, alpha, width, align, font])

    def scaled(self, density: float) -> Self:
        """Letters and distances so much larger."""
        lengths = {name: getattr(self, name).scaled(density) for name in ("x", "y", "size", "width")}
        return self.model_copy(update=lengths)

    def apply(self, image: Image) -> Image:
        """The picture with the text on it."""
        return self.write(image, self.name)

    def write(self, image: Image, asked: str) -> Image:
        """The same, with errors that name the operation that was asked for."""
        whole = image.size
        size, width = max(1, self.size.of(whole.height)), max(1, self.width.of(whole.width))
        try:
            mark = image.lettering(written(self.words), size, self.color, width, self.align, self.font)
        except BadArgument as error:
            raise BadArgument(f"{asked}: {error.detail}") from None
        mark = mark.rotate(self.rotation % 360, CLEAR) if self.rotation % 360 else mark
        return laid(image, mark, self.x, self.y, 1 - self.alpha / 100)
