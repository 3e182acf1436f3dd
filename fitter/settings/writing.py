"""The section of the settings that says how pictures are written."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fitter.fields import Color, SourceFormat
from fitter.settings.qualities import AutoQuality, Qualities
from fitter.settings.section import Section
from fitter.values import WHITE, Output


class Writing(Section):
    """How pictures are written where the URL does not say."""

    quality: Qualities = Qualities()
    """Quality by format."""
    auto_quality: AutoQuality = AutoQuality()
    """What ``quality:auto`` means."""
    never_bigger: bool = True
    """Answer the source's own bytes, without its metadata, where nothing but writing it again is asked for and the
    result would be larger: no other size, format or look. JPEG, PNG, WebP and GIF."""
    strip: bool = True
    """Leave metadata away."""
    keep_copyright: bool = False
    """Keep artist and copyright all the same, from EXIF, IPTC or XMP; written as EXIF, in ASCII."""
    orient: bool = True
    """Turn pictures upright by their EXIF orientation."""
    auto: list[Literal["avif", "webp", "jxl", "jpeg", "png"]] = Field(["avif", "webp"])
    """Formats that are written for clients that accept them where the URL names none, the preferred first; [] writes
    each picture in its source's format. A format that cannot hold a picture, or that the engine does not write, is
    passed over for the next."""
    auto_animations: bool = True
    """Whether these are for animations too; false keeps each animation in its own format."""
    accept_wildcards: bool = False
    """Whether image/* in Accept stands for all of these, as in thumbor. Clients that show neither AVIF nor WebP send it
    too."""
    vary: Literal["exact", "always"] = "exact"
    """Which pictures tell caches that Accept counts: those whose answer it changes, or all that name no format, so that
    caches are ready for more formats to come."""
    client_hints: bool = False
    """Whether browsers' hints count where the URL leaves something open: the screen's density multiplies sizes, the
    width that is there shrinks pictures without one, Save-Data lowers the quality. Each adds results to keep."""
    background: Color = WHITE
    """What lies under transparent pixels where the format has no transparency."""
    skip: list[SourceFormat] = Field([])
    """Formats of sources that are answered as they are, metadata and position included, unless another is asked for."""
    meta_position: bool = False
    """Whether ``meta`` tells where a picture was taken."""
    instead: Literal["jpeg", "png"] = "jpeg"
    """The format of a picture whose own is read here but not written, such as TIFF; one with transparency is PNG."""
    auto_jpeg: bool = False
    """Answer a PNG that is nowhere transparent as JPEG, where the URL asks for no format."""

    def output(self) -> Output:
        """The defaults that operations in a URL change."""
        kept = {"copyright"} if self.keep_copyright else set()
        kept |= set() if self.strip else {"exif", "xmp", "iptc", "icc"}
        return Output(
            qualities=self.quality.model_dump(),
            auto_quality=self.auto_quality.always,
            auto=self.auto_quality.value(),
            never_bigger=self.never_bigger,
            keep=frozenset(kept),
            background=self.background,
            instead=self.instead,
            auto_jpeg=self.auto_jpeg,
            skip=frozenset(self.skip),
        )
