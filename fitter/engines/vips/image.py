"""Pictures as libvips sees them: what is done is noted, and run when somebody asks for bytes, and not before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle
from typing import Any

import pyvips

from fitter import Blob, Box, Image, Output, Size
from fitter.engines.vips import letters, look, save, tones
from fitter.engines.vips.colour import flattened, over, to_size
from fitter.engines.vips.film import FORMATS
from fitter.engines.vips.frames import Frames
from fitter.engines.vips.layers import composed, grounded, outlined, rotated, rounded, tiled
from fitter.engines.vips.load import Source
from fitter.engines.vips.recipe import Make
from fitter.engines.vips.turn import Turn, around
from fitter.engines.vips.waves import detailed
from fitter.values import Color

_LEAST_SIGMA = 1e-6
"""Of libvips' sharpening, which takes its own instead of a smaller one."""


class VipsImage(Frames):
    """A picture, and all that operations ask of it."""

    _whole: VipsImage | None = None
    """What a resize was made of."""

    def _next(self, source: Source, size: Size, make: Make) -> VipsImage:
        return VipsImage(source, self.settings, size, make, self._recipe.steps + 1)

    def take(self, first: int, count: int) -> VipsImage:
        """Only so many frames, from that one on (the first is 0)."""
        return self if (first, count) == (0, self.frames) else self._taken(first, count)

    def _turned(self, turn: Turn) -> VipsImage:
        return self._then(turn.size(self.size), turn.apply)

    def crop(self, box: Box) -> VipsImage:
        """The part inside the box, which lies on the picture."""
        size = box.size
        return self._then(size, lambda pixels: pixels.crop(box.left, box.top, size.width, size.height))

    def resize(self, size: Size) -> VipsImage:
        """All of the picture in exactly that size. Several in a row are one, so that small and large again is sharp."""
        whole = self._whole or self
        made = whole._sized(size)
        made._whole = whole
        return made

    def _sized(self, size: Size) -> VipsImage:
        return self._then(size, lambda pixels: to_size(pixels, size))

    def flip(self) -> VipsImage:
        """Top to bottom."""
        return self._turned(Turn().flip())

    def flop(self) -> VipsImage:
        """Left to right."""
        return self._turned(Turn().flop())

    def rotate(self, degrees: float, background: Color) -> VipsImage:
        """Clockwise; corners that open at odd angles get the background."""
        if degrees % 90:
            size = around(self.size, degrees)
            return self._after(size, lambda pixels: rotated(pixels, degrees, size, background))
        turn = Turn()
        for _ in range(round(degrees / 90) % 4):
            turn = turn.quarter()
        return self._turned(turn)

    def blur(self, sigma: float, radius: int | None = None) -> VipsImage:
        """Gaussian, sigma in pixels; what is further away than a radius does not count."""
        return self._after(self.size, lambda pixels: tones.blurred(pixels, sigma, radius))

    def sharpen(self, sigma: float, amount: float, threshold: float = 2) -> VipsImage:
        """Unsharp mask on lightness; flat areas are left alone, so that noise and JPEG blocks do not grow."""
        sigma = max(sigma, _LEAST_SIGMA)
        return self._after(self.size, lambda pixels: tones.sharpened(pixels, sigma, amount, threshold))

    def detail(self, gains: Sequence[float], *, lightness: bool) -> VipsImage:
        """Detail one, two, four pixels wide and so on so many times as strong, of lightness or of each colour."""
        return self._after(self.size, lambda pixels: detailed(pixels, gains, lightness))

    def grayscale(self) -> VipsImage:
        """Without colour."""
        return self._then(self.size, tones.greyed)

    def table(self, red: bytes, green: bytes, blue: bytes) -> VipsImage:
        """Each channel's values replaced by those of its table of 256."""
        return self._then(self.size, lambda pixels: tones.looked_up(pixels, red, green, blue))

    def saturate(self, factor: float) -> VipsImage:
        """Colours so many times as strong; 0 is grey of the same perceived lightness."""
        return self._then(self.size, lambda pixels: tones.saturated(pixels, factor))

    def matrix(self, rows: Sequence[Sequence[float]]) -> VipsImage:
        """Red, green and blue as sums of the three, each by a row of three weights."""
        return self._then(self.size, lambda pixels: tones.mixed(pixels, rows))

    def equalize(self) -> VipsImage:
        """The histogram of each channel spread over the whole range."""
        return self._after(self.size, tones.equalized)

    def noise(self, amount: float, seed: int) -> VipsImage:
        """Grain within about half of the amount up and down, the same for the same seed."""
        return self._then(self.size, lambda pixels: tones.noisy(pixels, amount, seed))

    def pixelate(self, size: int) -> VipsImage:
        """Squares of that side, each of the mean colour of what it covers."""
        return self._after(self.size, lambda pixels: tones.pixelated(pixels, size))

    def convolve(self, kernel: Sequence[float], columns: int, divisor: float) -> VipsImage:
        """Each colour as the sum of its neighbours' by the weights of a kernel of so many columns, divided."""
        return self._after(self.size, lambda pixels: tones.convolved(pixels, kernel, columns, divisor))

    def flatten(self, background: Color) -> VipsImage:
        """Over the background: without alpha, unless it has some itself."""
        ground = flattened if background.alpha == 255 else grounded
        return self._then(self.size, lambda pixels: ground(pixels, background))

    def outline(self, box: Box, color: Color) -> VipsImage:
        """A line along the inside of a box on the picture, about a hundredth of the picture wide."""
        return self._after(self.size, lambda pixels: outlined(pixels, box, color))

    def pad(self, box: Box, background: Color) -> VipsImage:
        """The canvas of the box, which holds the whole picture."""
        return self._then(box.size, lambda pixels: _padded(pixels, box, background))

    def content(self, corner: str, tolerance: float) -> Box:
        """Where the pixels differ from that corner's by more than an RGBA distance, in any frame."""
        with self.source.blamed(f"The content of a picture of {self.size} cannot be found"):
            return look.content(self._recipe.kept(), corner, tolerance)

    def focus(self, kind: str) -> tuple[float, float]:
        """The point that draws the eye, or has the most round it, in fractions; only the first frame counts."""
        with self.source.blamed(f"A picture of {self.size} cannot be looked at"):
            return look.focus(self.take(0, 1).resize(look.glance(self.size))._recipe.kept()[0], kind)

    def sample(self, size: Size) -> bytes:
        """All of the first frame in exactly that small size: four bytes a pixel, red, green, blue, alpha."""
        with self.source.blamed(f"A picture of {self.size} cannot be looked at"):
            return look.sample(self.take(0, 1).resize(size)._frames()[0])

    def mean(self) -> Color:
        """The mean colour of what is visible, opaque; found on a small copy of the first frame; white if none is."""
        with self.source.blamed(f"A picture of {self.size} cannot be looked at"):
            return look.mean(self.take(0, 1).resize(look.glance(self.size))._frames()[0])

    def rounded(self, across: float, down: float, background: Color) -> VipsImage:
        """The corners cut off along an ellipse of those radii, at most half a side; the background is behind them."""
        return self._then(self.size, lambda pixels: rounded(pixels, across, down, background))

    def compose(self, other: Image, left: int, top: int, opacity: float = 1) -> VipsImage:
        """The other picture over this one, its top left at that place; frames go over frames, again from the first."""
        assert isinstance(other, VipsImage)  # noqa: S101  for the type checker: one engine makes all pictures
        seen = Box(-left, -top, self.size.width - left, self.size.height - top).within(other.size)
        if seen.empty:
            return self
        part = other.take(0, min(self.frames, other.frames)).crop(seen)
        # What lies over several frames is kept: a decoder runs only once.
        held = part._kept("laid over another") if part.frames == 1 or part.frames < self.frames else None

        def make() -> Iterable[pyvips.Image]:
            pairs = zip(self._recipe, part._recipe if held is None else cycle(held), strict=False)
            return (composed(one, layer, max(0, left), max(0, top), opacity) for one, layer in pairs)

        return self._made(self.size, make)

    def lettering(self, text: str, size: float, color: Color, width: int, align: str, font: str) -> VipsImage:
        """A new picture, of nothing but this text on clear ground, cut as closely as it goes."""
        pixels = letters.lettering(text, size, color, width, align, font)
        return VipsImage(self.take(0, 1).source, self.settings, Size(pixels.width, pixels.height), lambda: [pixels])

    def tile(self, size: Size) -> VipsImage:
        """The picture again and again from the top left, until that size is full."""
        return self._after(size, lambda pixels: tiled(pixels, size))

    def written(self, output: Output) -> str:
        """The format that encode would write.

        Raises:
            BadArgument: the one asked for is not written here.
            UndecodableImage: the source turned out to be broken.
        """
        known = save.chosen(output, self.source.format, self.settings)
        if known is not None and not (known == "png" and output.auto_jpeg and output.format is None):
            return known
        if output.auto_jpeg:
            return "jpeg" if not self._has_alpha() or self._opaque() else "png"
        return "png" if self._has_alpha() else output.instead

    def holds(self, format: str) -> bool:
        """Whether that format is written here and can show all of this picture: its size, transparency, frames.

        Raises:
            UndecodableImage: the source turned out to be broken.
        """
        encoder = self.settings.get(format)
        if encoder is None or not save.has_room(format, self.size, encoder):
            return False
        if self.frames > 1 and format not in FORMATS:
            return False
        return format != "jpeg" or not self._has_alpha() or self._opaque()

    def _has_alpha(self) -> bool:
        with self.source.blamed(f"A picture of {self.size} cannot be made"):
            return bool(self._frames()[0].hasalpha())

    def _opaque(self) -> bool:
        """Whether no pixel is transparent, though it has alpha."""
        with self.source.blamed(f"A picture of {self.size} cannot be made"):
            return bool(self._recipe.kept()[0][-1].min() == 255)

    def encode(self, output: Output) -> Blob:
        """The written picture, all frames where the format can hold them; the facts hold format, width and height.

        Raises:
            LimitExceeded: the format cannot hold that many pixels, or its encoder failed.
            UndecodableImage: the source turned out to be broken.
        """
        format = self.written(output)
        encoder = self.settings[format]
        save.fits(format, self.size, encoder)
        shown = self if format in FORMATS or self.frames == 1 else self.take(0, 1)
        with self.source.blamed(f"The picture of {self.size} cannot be written as {format}"):
            return save.write(shown._frames(), shown.source.film, format, output, encoder)

    def facts(self) -> Mapping[str, Any]:
        """What is known of the source: its header, and its size as it is seen."""
        seen = Turn.of_exif(self.source.orientation).size(self.source.size)
        return {"format": self.source.format, "width": seen.width, "height": seen.height, **self.source.facts()}


def _padded(pixels: pyvips.Image, box: Box, background: Color) -> pyvips.Image:
    pixels, ink = over(pixels, background)
    size = box.size
    return pixels.embed(-box.left, -box.top, size.width, size.height, extend="background", background=ink)
