"""``label:words,x,y,size,colour``: imagor's way to write on the picture."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field

from fitter import Color, Image, Length, Segment
from fitter.operations.position import Across, Down
from fitter.operations.text import Text
from fitter.operations.words import Words


class Label(Segment):
    """Write on the picture, with the arguments of imagor's `label`: `text` with fewer."""

    name: ClassVar[str] = "label"
    example: ClassVar[str] = "300x200/label:Blue%20hour,-10,-10,20,white,30/mountains.jpg"

    words: Words
    """What is written."""
    x: Across
    """Where it begins from the left, or with `-` where it ends from the right."""
    y: Down
    """Where it begins from the top, or with `-` where it ends from the bottom."""
    size: Length
    """How large the letters are, in pixels or percent of the picture's height."""
    color: Color
    """The letters' colour."""
    alpha: float = Field(default=0, ge=0, le=100)
    """How much shines through: 0 is opaque, 100 invisible."""
    font: str = Field(default="sans", max_length=200)
    """sans, sans-bold, or one of the settings' `engine.fonts`."""

    def scaled(self, density: float) -> Self:
        """Letters and distances so much larger."""
        return self.model_copy(update={name: getattr(self, name).scaled(density) for name in ("x", "y", "size")})

    def apply(self, image: Image) -> Image:
        """The picture with the text on it."""
        text = Text.build(**{name: getattr(self, name) for name in type(self).model_fields})
        return text.write(image, self.name)
