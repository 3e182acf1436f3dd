"""``max-bytes:40000``: at most so large a file."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from fitter import Output, Segment


class MaxBytes(Segment):
    """Lower the quality until the file has at most so many bytes: the finest of JPEG, WebP, AVIF and JPEG XL that fits.

    Six tries are made, down to quality 5; where even that is too much, the smallest that was found is the answer.
    PNG, GIF, TIFF and what is written without loss have no quality that could be lowered, and ignore it: ask for
    `format`, or for `palette`.
    """

    name: ClassVar[str] = "max-bytes"
    example: ClassVar[str] = "300x200/max-bytes:5000/mountains.jpg"

    bytes: int = Field(ge=1, le=1_000_000_000)
    """The most bytes."""

    def configure(self, output: Output) -> Output:
        """The smallest of all that are given."""
        return replace(output, max_bytes=min(self.bytes, output.max_bytes or self.bytes))
