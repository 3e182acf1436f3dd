"""The engine's options: which formats are read and written, and how much work goes into each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator

import fitter
from fitter import Bytes, Count, Duration
from fitter.engines.vips.letters import family


def _font(path: Path) -> Path:
    family(path)
    return path


Font = Annotated[Path, AfterValidator(_font)]
"""A file with a font that can be read."""


class Options(fitter.Options):
    """Which formats are read and written, and how much work goes into each that is written."""

    read: list[Literal["jpeg", "png", "webp", "gif", "avif", "jxl", "tiff", "svg"]] = Field(
        ["jpeg", "png", "webp", "gif", "avif", "jxl"], min_length=1
    )
    """The formats that are read; every other decoder of libvips is blocked. TIFF and SVG are complex formats with
    a long record of holes: switch them on only for sources that you trust. JPEG XL (jxl), here and in ``write``, is
    left out where the installed libvips does not have it; ``fitter --version`` tells."""
    write: list[Literal["jpeg", "png", "webp", "avif", "gif", "jxl", "tiff"]] = Field(
        ["jpeg", "png", "webp", "avif", "gif", "jxl"]
    )
    """The formats that a URL may ask for; jpeg and png always are, because all others fall back to them. Browsers do
    not show TIFF, and few show JPEG XL: neither is written unless a URL asks for it by name."""
    jpeg_margin: float = Field(2.0, ge=1, le=8)
    """How many times the wanted width and height a JPEG must still have after it was decoded at a reduced size. At 2
    no difference is seen; at 1 a fifth of the time is saved, and fine detail gets softer. It is 2 at the least for a
    part that is cut out, which would lie beside its place otherwise."""
    webp_margin: float = Field(1.0, ge=1, le=8)
    """The same for WebP, whose decoder makes any size and averages: at 1 the very size that is wanted. 2 takes a
    quarter more time, and keeps fine detail that is at the edge of what can be seen."""
    jpeg_turbo: bool = True
    """Decode plain JPEG by libjpeg-turbo instead of libvips, to the same pixels in less time. Whatever is unusual,
    broken, very large or as fast without it is left to libvips all the same."""
    keep_decoded: Bytes = Field(64 * 1024**2, ge=0)
    """How much of what was decoded so a worker keeps, source included, so that a picture that is wanted in many sizes
    at once is decoded once; no more than an eighth of ``engine.memory``, and 0 is nothing."""
    keep_decoded_for: Duration = Field(2.0, ge=0, le=60)
    """How long it is kept after its last use."""
    jpeg_progressive: bool = False
    """Write JPEG that shows coarse first and then fine: about 3 % smaller, and a quarter slower to write."""
    jpeg_optimize: bool = False
    """Let mozjpeg search for the smallest JPEG of that quality: about 12 % smaller, in four times the time."""
    jpeg_subsampling: Literal["auto", "444", "420"] = "auto"
    """How finely JPEG keeps colours: 444 for every pixel, 420 for every four; auto is 420 below quality 90."""
    png_compression: int = Field(6, ge=0, le=9)
    """How hard to compress PNG, from 0 (not at all) to 9 (a few percent smaller than 6, in five times the time)."""
    png_filter: Literal["none", "sub", "up", "average", "paeth", "all"] = "all"
    """How PNG predicts a pixel from its neighbours; ``all`` tries every way on every line, which takes twice the
    time and makes photographs a third smaller. With a palette there is nothing to predict."""
    png_palette: bool = False
    """Write PNG with a palette: much smaller, ten times slower, and visible on photographs."""
    png_colors: Literal[2, 4, 16, 256] = 256
    """The most colours of that palette."""
    webp_effort: int = Field(2, ge=0, le=6)
    """How hard to compress WebP, from 0 (fast) to 6 (small). 4 takes twice the time of 2 for 3 % fewer bytes."""
    webp_lossless: bool = False
    """Write WebP without loss: about half as large as PNG, several times as large as with loss. Quality 100, which
    means this to thumbor, is the finest with loss here."""
    avif_effort: int = Field(0, ge=0, le=9)
    """How hard to compress AVIF, from 0 (fast) to 9 (minutes for a large picture). 3 takes six to ten times the
    time of 0 for up to 15 % fewer bytes."""
    avif_subsampling: Literal["auto", "444", "420"] = "auto"
    """How finely AVIF keeps colours, as for JPEG."""
    avif_lossless: bool = False
    """Write AVIF without loss: about as large as PNG."""
    avif_pixels: Count = Field(20_000_000, ge=1)
    """The most pixels that are written as AVIF. The encoder takes 25 to 45 bytes of memory a pixel, which
    is by far the most of all: for larger ones raise ``engine.memory`` too."""
    gif_effort: int = Field(3, ge=1, le=10)
    """How hard to search for the best colours of a GIF, from 1 (fast) to 10. 7 takes three times the time of 3 for
    a tenth fewer bytes."""
    gif_interframe: float = Field(8.0, ge=0, le=32)
    """How far a colour of an animated GIF may be from the frame before, of 255, and still be left as it was there.
    8 is hardly seen and saves up to a quarter of the bytes."""
    tiff_compression: Literal["none", "lzw", "deflate"] = "deflate"
    """How TIFF is compressed, never with loss."""
    jxl_effort: int = Field(3, ge=1, le=9)
    """How hard to compress JPEG XL, from 1 (fast) to 9 (small)."""
    jxl_lossless: bool = False
    """Write JPEG XL without loss."""
    fonts: dict[str, Font] = Field({})
    """Fonts that texts may be written in besides ``sans`` and ``sans-bold``, as a table of the name that a URL uses
    and a TrueType or OpenType file. Each also has the letters that another lacks. Results are kept by these names:
    give a file that has changed a new one."""

    @field_validator("write")
    @classmethod
    def _with_fallbacks(cls, write: list[str]) -> list[str]:
        return list(dict.fromkeys(["jpeg", "png", *write]))
