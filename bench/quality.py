"""How like its source a small picture is: SSIM of lightness, beside a full decode that is resized by Lanczos 3."""

from __future__ import annotations

import pyvips

_SOFT = 1.5  # sigma of SSIM's window
_MEANS, _VARIANCES = 6.5025, 58.5225  # the constants of its authors, for 8 bits


class Likeness:
    """What is made of a file is held beside it; 1 is the same picture."""

    def __init__(self, source: bytes) -> None:
        """Decode it in full, once."""
        self._whole = upright(source)
        self._wanted: dict[tuple[int, int], pyvips.Image] = {}

    def __call__(self, made: bytes) -> float:
        """Of the source counts what fills the shape of what was made, round its middle."""
        seen = upright(made)
        size = seen.width, seen.height
        if size not in self._wanted:
            self._wanted[size] = wanted(self._whole, *size).copy_memory()
        return ssim(self._wanted[size], seen)


def wanted(whole: pyvips.Image, width: int, height: int) -> pyvips.Image:
    """The best that can be made of it at that size."""
    scale = max(width / whole.width, height / whole.height)
    across, down = min(whole.width, round(width / scale)), min(whole.height, round(height / scale))
    part = whole.crop((whole.width - across) // 2, (whole.height - down) // 2, across, down)
    return part.resize(width / across, vscale=height / down, gap=0, kernel="lanczos3")


def upright(data: bytes) -> pyvips.Image:
    """All pixels of a file as they are seen, on white, in sRGB."""
    pixels = pyvips.Image.new_from_buffer(data, "").autorot()
    if pixels.get_typeof("icc-profile-data"):
        fallback = "cmyk" if pixels.interpretation == "cmyk" else "srgb"
        pixels = pixels.icc_transform("srgb", embedded=True, input_profile=fallback)
    pixels = pixels.colourspace("srgb").cast("uchar")
    return (pixels.flatten(background=255) if pixels.hasalpha() else pixels).copy_memory()


def ssim(one: pyvips.Image, other: pyvips.Image) -> float:
    """Of the lightness of two pictures of the same size."""
    a, b = (picture.colourspace("b-w").cast("float") for picture in (one, other))
    mean_a, mean_b = _soft(a), _soft(b)
    both, square_a, square_b = mean_a * mean_b, mean_a * mean_a, mean_b * mean_b
    apart = (_soft(a * a) - square_a) + (_soft(b * b) - square_b)
    together = (both * 2 + _MEANS) * ((_soft(a * b) - both) * 2 + _VARIANCES)
    return float((together / ((square_a + square_b + _MEANS) * (apart + _VARIANCES))).avg())


def _soft(picture: pyvips.Image) -> pyvips.Image:
    return picture.gaussblur(_SOFT, precision="float")
