"""``convolution:1;2;1;2;4;2;1;2;1,3``: any kernel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from fitter import BadArgument, Image, Says, Segment

_MOST = 15


@dataclass(frozen=True)
class Weights:
    """The numbers of a kernel, row by row."""

    numbers: tuple[float, ...]

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read numbers with semicolons between.

        Raises:
            ValueError: the text is not that, or a number is beyond 10000.
        """
        if isinstance(text, cls):
            return text
        if not isinstance(text, str) or len(text) > 5000 or not set(text) <= set("0123456789.-e; "):
            raise ValueError("no weights")
        numbers = tuple(float(one) + 0.0 for one in text.split(";"))  # there is no -0
        if any(abs(one) > 10_000 for one in numbers):
            raise ValueError("too far from 0")
        return cls(numbers)

    def __str__(self) -> str:
        return ";".join(repr(one).removesuffix(".0") for one in self.numbers)


Kernel = Annotated[
    Weights,
    BeforeValidator(Weights.parse),
    PlainSerializer(str),
    Says("numbers from -10000 to 10000 with semicolons between, row by row, such as 0;-1;0;-1;5;-1;0;-1;0"),
]


class Convolution(Segment):
    """Make each pixel of its neighbours: blurs, edges, reliefs. The border of the picture is repeated."""

    name: ClassVar[str] = "convolution"
    example: ClassVar[str] = "300x200/convolution:-2;-1;0;-1;1;1;0;1;2,3/mountains.jpg"

    matrix: Kernel
    """How much each neighbour counts, row by row."""
    columns: int = Field(ge=1, le=_MOST)
    """How many there are in a row; columns and rows are odd numbers up to 15."""
    normalize: bool = True
    """Divide by the sum of all, so that the picture stays as light as it is."""

    @model_validator(mode="after")
    def _has_a_middle(self) -> Self:
        rows, over = divmod(len(self.matrix.numbers), self.columns)
        if over or rows > _MOST or not rows % 2 or not self.columns % 2:
            raise BadArgument(
                f"convolution: matrix must have an odd number of rows, at most {_MOST}, in an odd number of columns, "
                f"got {len(self.matrix.numbers)} numbers in {self.columns} columns."
            )
        return self

    def apply(self, image: Image) -> Image:
        """The picture through the kernel."""
        total = sum(self.matrix.numbers) if self.normalize else 1
        return image.convolve(self.matrix.numbers, self.columns, total or 1)
