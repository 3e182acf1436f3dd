"""``format:webp``: the format of the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal, Self

from fitter import BadArgument, Output, Segment

_NAMES = {"jpg": "jpeg", "tif": "tiff"}
_HEIC = "heic is not written here, as its codec is not free; avif is the same container with a free one"


class Format(Segment):
    """Answer in this format instead of the source's own.

    TIFF is written only where the setting `engine.write` names it, JPEG XL where the installed libvips can.
    """

    name: ClassVar[str] = "format"
    example: ClassVar[str] = "300x200/format:webp/mountains.jpg"

    format: Literal["jpeg", "png", "webp", "avif", "gif", "tiff", "jxl"]
    """The format; jpg is read as jpeg, tif as tiff."""

    @classmethod
    def parse(cls, arguments: list[str]) -> Self:
        """Read any case, and the short names."""
        names = [argument.lower() for argument in arguments]
        if names[:1] in (["heic"], ["heif"]):
            raise BadArgument(f"format: {_HEIC}.")
        return super().parse([_NAMES.get(name, name) for name in names])

    def configure(self, output: Output) -> Output:
        """That format."""
        return replace(output, format=self.format)
