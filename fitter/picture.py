"""What the pictures of every engine can do; operations are written in these words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

from fitter.blob import Blob
from fitter.values import Box, Color, Output, Size


class Image(Protocol):
    """A picture, immutable: each method gives a new one. Sizes and boxes are in pixels of the upright picture."""

    @property
    def size(self) -> Size:
        """Width and height."""
        ...

    @property
    def frames(self) -> int:
        """How many pictures follow each other in an animation; 1 for a still. Every step is done to each of them."""
        ...

    def take(self, first: int, count: int) -> Image:
        """Only so many frames, from that one on; the first is 0. Before any other step also a page of a document."""
        ...

    def crop(self, box: Box) -> Image:
        """The part inside the box, which lies on the picture."""
        ...

    def resize(self, size: Size) -> Image:
        """All of the picture in exactly that size, whatever its proportions; several in a row are one."""
        ...

    def flip(self) -> Image:
        """Top to bottom."""
        ...

    def flop(self) -> Image:
        """Left to right."""
        ...

    def rotate(self, degrees: float, background: Color) -> Image:
        """Clockwise; corners that open at odd angles get the background."""
        ...

    def blur(self, sigma: float, radius: int | None = None) -> Image:
        """Gaussian, sigma in pixels; what is further away than a radius does not count."""
        ...

    def sharpen(self, sigma: float, amount: float, threshold: float = 2) -> Image:
        """Unsharp mask on lightness (0..100); differences below the threshold are left alone."""
        ...

    def detail(self, gains: Sequence[float], *, lightness: bool) -> Image:
        """Detail one, two, four pixels wide and so on so many times as strong, of lightness or of each colour."""
        ...

    def grayscale(self) -> Image:
        """Without colour."""
        ...

    def table(self, red: bytes, green: bytes, blue: bytes) -> Image:
        """Each channel's values replaced by those of its table of 256; grey stays grey where the three are the same."""
        ...

    def saturate(self, factor: float) -> Image:
        """Colours so many times as strong; 0 is grey of the same perceived lightness."""
        ...

    def matrix(self, rows: Sequence[Sequence[float]]) -> Image:
        """Red, green and blue as sums of the three, each by a row of three weights."""
        ...

    def equalize(self) -> Image:
        """The histogram of each channel spread over the whole range."""
        ...

    def noise(self, amount: float, seed: int) -> Image:
        """Grain within about half of the amount up and down, the same for the same seed."""
        ...

    def pixelate(self, size: int) -> Image:
        """Squares of that side, each of the mean colour of what it covers."""
        ...

    def convolve(self, kernel: Sequence[float], columns: int, divisor: float) -> Image:
        """Each colour as the sum of its neighbours' by the weights of a kernel of odd sides, divided."""
        ...

    def flatten(self, background: Color) -> Image:
        """Over the background: without alpha, unless it has some itself."""
        ...

    def outline(self, box: Box, color: Color) -> Image:
        """A line along the inside of a box on the picture, about a hundredth of the picture wide."""
        ...

    def pad(self, box: Box, background: Color) -> Image:
        """The canvas of the box, which holds the whole picture (whose top left is 0,0; the box may start below 0)."""
        ...

    def content(self, corner: str, tolerance: float) -> Box:
        """Where pixels of any frame differ from that corner's (``top-left``, ``bottom-right``) by an RGBA distance."""
        ...

    def focus(self, kind: Literal["attention", "entropy"]) -> tuple[float, float]:
        """The point that draws the eye, or has the most round it, in fractions of width and height.

        It is found on a small copy of the first frame, and depends on nothing but the picture.
        """
        ...

    def sample(self, size: Size) -> bytes:
        """All of the first frame in exactly that small size: red, green, blue, alpha of each pixel, row by row."""
        ...

    def mean(self) -> Color:
        """The mean colour of what is visible, opaque; found on a small copy of the first frame; white if none is."""
        ...

    def rounded(self, across: float, down: float, background: Color) -> Image:
        """The corners cut off along an ellipse of those radii, at most half a side; the background is behind them."""
        ...

    def compose(self, other: Image, left: int, top: int, opacity: float = 1) -> Image:
        """The other picture over this one, its top left at that place; what lies outside is left away.

        The frames of an animation go over frames in turn, and those of a still over all.
        """
        ...

    def lettering(self, text: str, size: float, color: Color, width: int, align: str, font: str) -> Image:
        """A new picture, of nothing but this text on clear ground, cut as closely as it goes.

        Args:
            text: as it is, with newlines.
            size: in pixels.
            color: of the letters.
            width: in pixels, where lines are broken.
            align: ``left``, ``center`` or ``right``: how lines stand below each other.
            font: one that the engine knows by this name; ``sans`` is always there.

        Raises:
            BadArgument: no such font, or nothing to be seen in the text.
            LimitExceeded: it takes too much room.
        """
        ...

    def tile(self, size: Size) -> Image:
        """The picture again and again from the top left, until that size is full."""
        ...

    def written(self, output: Output) -> str:
        """The format that encode would write."""
        ...

    def holds(self, format: str) -> bool:
        """Whether that format is written here and can show all of this picture: its size, transparency, frames."""
        ...

    def encode(self, output: Output) -> Blob:
        """The written picture; the blob's facts hold format, width and height."""
        ...

    def facts(self) -> Mapping[str, Any]:
        """What is known of the source: format, width, height, orientation, frames, alpha, bits, profile, bytes, exif.

        ``exif`` holds every tag's value as text, by the tag's name; what of it is shown is not the engine's business.
        """
        ...
