"""``format:webp``: the format of the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal, Self

from fitter import Output, Segment


class Format(Segment):
    """Answer in this format instead of the source's own."""

    name: ClassVar[str] = "format"
    example: ClassVar[str] = "300x200/format:webp/mountains.jpg"

    format: Literal["jpeg", "png", "webp", "avif", "gif"]
    """The format; jpg is read as jpeg."""

    @classmethod
    def parse(cls, arguments: list[str]) -> Self:
        """Read any case, and jpg as jpeg."""
        names = [argument.lower() for argument in arguments]
        return super().parse(["jpeg" if name == "jpg" else name for name in names])

    def configure(self, output: Output) -> Output:
        """That format."""
        return replace(output, format=self.format)
