"""``keep:exif,icc``: let metadata survive."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from pydantic import field_validator

from fitter import Output, Segment

Kind = Literal["exif", "xmp", "iptc", "icc", "copyright"]


class Keep(Segment):
    """Let metadata survive: the kinds that are named, or all of them. The position in EXIF (GPS) never does.

    `copyright` is the artist and the copyright alone, from EXIF, IPTC or XMP, written as EXIF in ASCII.
    """

    name: ClassVar[str] = "keep"
    example: ClassVar[str] = "300x200/keep:icc/mountains.jpg"

    kinds: tuple[Kind, ...] = ()
    """Any of exif, xmp, iptc, icc, copyright; none named means all."""

    @field_validator("kinds")
    @classmethod
    def _one_order(cls, kinds: tuple[Kind, ...]) -> tuple[Kind, ...]:
        return tuple(sorted(set(kinds)))

    def configure(self, output: Output) -> Output:
        """Those kinds are kept."""
        return replace(output, keep=frozenset(self.kinds or ("exif", "xmp", "iptc", "icc")))
