"""The rows of thumbor's table of pixels that are about tones."""

from __future__ import annotations

import pytest

from fitter import BadArgument
from tests.material import vectors
from tests.operations.stage import made, pixel, plain, png
from tests.table import table

KNOWN = ("brightness", "contrast", "rgb", "saturation", "colorize", "noise", "equalize", "grayscale")
SOURCES = {
    "solid RGB(100,150,200) 40x30 PNG": png(plain(40, 30, 100, 150, 200)),
    "rgba_half_40x30.png": png(plain(40, 30, 255, 0, 0, 128)),
}
SILENT = ("brightness()", "brightness(20,30)")
"""thumbor leaves a filter away that it does not understand; here that is told."""


def rows() -> list[object]:
    found = vectors("thumbor.json", "http_filter_pixels")
    return [row for row in found if not isinstance(row, dict) or row["filter"].startswith(KNOWN)]


@table("row", rows())
def test_the_pixels_are_those_of_thumbor(row: dict[str, str]) -> None:
    path, source = f"filters:{row['filter']}/format:png/key.png", SOURCES[row["source"]]
    if row["filter"] in SILENT:
        with pytest.raises(BadArgument, match="brightness: "):
            made(path, source)
        return
    picture = made(path, source)
    picture = picture.colourspace("srgb") if picture.hasalpha() else picture.colourspace("srgb").addalpha()
    for place, wanted in dict(row["pixels"]).items():
        x, y = map(int, place.split(","))
        assert all(abs(a - b) <= 2 for a, b in zip(pixel(picture, x, y), map(int, wanted), strict=True)), place
