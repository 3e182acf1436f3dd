"""``attachment:beach.jpg``: a file to save."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Annotated, ClassVar

from pydantic import Field, field_validator

from fitter import Output, Says, Segment

_REFUSED = {"Cc", "Cs", "Zl", "Zp"}
_TURNING = {"\u061c", "\u200e", "\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
"""Marks that turn the direction of writing: with one, `gpj.exe` looks like another name."""


class Attachment(Segment):
    """Let browsers save the picture as a file instead of showing it; without a name, under the source's."""

    name: ClassVar[str] = "attachment"
    example: ClassVar[str] = "300x200/attachment:beach.jpg/mountains.jpg"
    in_key: ClassVar[bool] = False  # the picture is the same

    filename: Annotated[str, Field(max_length=200), Says("a file's name without folders and control characters")] = ""
    """The file's name without folders; the format's ending is put behind a name that has none."""

    @field_validator("filename")
    @classmethod
    def _plain(cls, filename: str) -> str:
        if any(unicodedata.category(one) in _REFUSED or one in _TURNING or one in "/\\" for one in filename):
            raise ValueError("no name")
        return filename

    def configure(self, output: Output) -> Output:
        """The last one counts."""
        return replace(output, attachment=self.filename)
