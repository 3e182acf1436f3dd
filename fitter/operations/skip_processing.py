"""``skip-processing:gif,svg``: formats that stay as they are."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Self

from pydantic import field_validator

from fitter import Output, Segment, SourceFormat


class SkipProcessing(Segment):
    """Answer sources of these formats with their own bytes, unless another format is asked for; change all others.

    Nothing is left away, neither metadata nor the position in EXIF (GPS).
    """

    name: ClassVar[str] = "skip-processing"
    example: ClassVar[str] = "skip-processing:gif,svg/300x200/mountains.jpg"

    formats: tuple[SourceFormat, ...] = ()
    """The formats, besides the settings' own; jpg is read as jpeg."""

    @classmethod
    def parse(cls, arguments: list[str]) -> Self:
        """Read any case, and jpg as jpeg."""
        names = [argument.lower() for argument in arguments]
        return super().parse(["jpeg" if name == "jpg" else name for name in names])

    @field_validator("formats")
    @classmethod
    def _one_order(cls, formats: tuple[SourceFormat, ...]) -> tuple[SourceFormat, ...]:
        return tuple(sorted(set(formats)))

    def configure(self, output: Output) -> Output:
        """Those, and the settings' own."""
        return replace(output, skip=output.skip | frozenset(self.formats))
