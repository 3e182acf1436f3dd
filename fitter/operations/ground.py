"""What lies under a picture that is smaller than its canvas: a colour, its own mean, or a blurred copy of it."""

from __future__ import annotations

from typing import Literal

from fitter import Box, Color, Image, Size

Ground = Literal["auto", "blur"] | Color
"""auto is the mean colour of the picture, blur the picture itself, as large as the canvas and blurred."""

_SMALL = 96
"""The longest side of the copy that is blurred: nothing finer is left of it anyway."""
_SIGMA = 3.0


def colour(ground: Literal["auto"] | Color, image: Image) -> Color:
    """The colour that is meant for this picture."""
    return image.mean() if isinstance(ground, str) else ground


def grounded(image: Image, canvas: Box, ground: Ground) -> Image:
    """The picture on a canvas that holds all of it; the canvas' box is in pixels of the picture."""
    if canvas.size == image.size:
        return image
    if ground != "blur":
        return image.pad(canvas, colour(ground, image))
    copy = image.crop(_covering(image.size, canvas.size)).resize(_least(canvas.size)).blur(_SIGMA)
    return copy.resize(canvas.size).compose(image, -canvas.left, -canvas.top)


def _covering(size: Size, canvas: Size) -> Box:
    """The middle of the picture that has the canvas' proportions."""
    width = min(size.width, max(1, round(size.height * canvas.width / canvas.height)))
    height = min(size.height, max(1, round(size.width * canvas.height / canvas.width)))
    left, top = (size.width - width) // 2, (size.height - height) // 2
    return Box(left, top, left + width, top + height)


def _least(size: Size) -> Size:
    share = min(1.0, _SMALL / max(size.width, size.height))
    return Size(max(1, round(size.width * share)), max(1, round(size.height * share)))
