"""Settings: how well pictures are kept."""

from __future__ import annotations

from pydantic import Field, ValidationInfo, field_validator

from fitter import values
from fitter.fields import Refusal
from fitter.settings.section import Section


class Qualities(Section):
    """Quality by format, chosen so that all formats look about equal.

    Measured on six photographs 600 pixels wide, by their likeness to the original (SSIM of lightness): JPEG 80 0.964,
    WebP 79 0.963, AVIF 60 0.956, 65 0.962, 70 0.973; the files took 316, 250, 196, 221 and 269 kB in all.
    """

    jpeg: int = Field(80, ge=1, le=100)
    """Quality of JPEG."""
    webp: int = Field(79, ge=1, le=100)
    """Quality of WebP."""
    avif: int = Field(65, ge=1, le=100)
    """Quality of AVIF."""
    jxl: int = Field(77, ge=1, le=100)
    """Quality of JPEG XL."""


class AutoQuality(Section):
    """What ``quality:auto`` means: the lowest quality at which a picture still looks like the original.

    It is found by at most five tries on pieces of the picture, 0.6 million pixels at most. JPEG 80 has a likeness of
    0.970 on average over photographs: 0.947 on rocks, 0.990 before a blurred background.
    """

    always: bool = False
    """Use it wherever a URL names no quality."""
    likeness: float = Field(0.97, ge=0.8, le=0.999)
    """How much the lightness must be like the original's (SSIM); 1 is the same picture."""
    lowest: int = Field(50, ge=1, le=100)
    """The lowest quality that is tried."""
    highest: int = Field(90, ge=1, le=100)
    """The highest quality that is tried, and used where none is good enough; not below the lowest."""

    @field_validator("highest")
    @classmethod
    def _above_lowest(cls, highest: int, info: ValidationInfo) -> int:
        if highest < info.data.get("lowest", 1):
            raise Refusal("must not be below output.auto_quality.lowest")
        return highest

    def value(self) -> values.AutoQuality:
        """The same for an ``Output``."""
        return values.AutoQuality(self.likeness, self.lowest, self.highest)
