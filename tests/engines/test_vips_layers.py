"""Layers of animations: which frame lies over which."""

from __future__ import annotations

import pytest
import pyvips

from fitter import Blob, Image, Output
from fitter.engines.vips import VipsEngine
from tests.engines.stage import flat, source


def film(*shades: int) -> Blob:
    """A WebP of one frame for each shade of red."""
    frames = pyvips.Image.arrayjoin([flat(30, 20, shade, 0, 0) for shade in shades], across=1).copy()
    frames.set_type(pyvips.GValue.gint_type, "page-height", 20)
    return Blob(frames.webpsave_buffer(lossless=True))


def shades(image: Image) -> list[int]:
    """The red at the left of each frame."""
    column = pyvips.Image.webpload_buffer(image.encode(Output("webp", quality=100)).read(), n=-1)
    return [round(column(5, y)[0]) for y in range(10, column.height, 20)]


@pytest.mark.parametrize(
    ("ground", "above", "seen"),
    [
        ([0, 100, 200], [250], [125, 175, 225]),
        ([0, 100, 200], [250, 50], [125, 75, 225]),
        ([100], [250, 50], [175]),
        ([0, 100], [200, 0], [100, 50]),
    ],
)
def test_frames_over_frames(engine: VipsEngine, ground: list[int], above: list[int], seen: list[int]) -> None:
    image, other = engine.open(film(*ground)), engine.open(film(*above))
    assert shades(image.compose(other, 0, 0, 0.5)) == pytest.approx(seen, abs=4)


def test_a_still_over_an_animation_is_decoded_once(engine: VipsEngine) -> None:
    still = engine.open(source(flat(300, 300, 250, 0, 0), ".jpg"))
    assert shades(engine.open(film(0, 100, 200)).compose(still, -3, -3, 0.5)) == pytest.approx([125, 175, 225], abs=4)
