"""``sepia``: the brown of old photographs."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from fitter import Image, Segment

_BROWN = ((0.393, 0.769, 0.189), (0.349, 0.686, 0.168), (0.272, 0.534, 0.131))


class Sepia(Segment):
    """Give the picture the brown of old photographs, as the `sepia` of CSS does."""

    name: ClassVar[str] = "sepia"
    example: ClassVar[str] = "300x200/sepia/mountains.jpg"

    strength: float = Field(default=1, ge=0, le=1)
    """How much of it: 0 is the picture as it was."""

    def apply(self, image: Image) -> Image:
        """The brown picture."""
        rows = [
            [self.strength * brown + (1 - self.strength) * (at == row) for at, brown in enumerate(_BROWN[row])]
            for row in range(3)
        ]
        return image.matrix(rows) if self.strength else image
