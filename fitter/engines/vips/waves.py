"""The pixels of detail: what is fine and what is coarse, taken apart and put together in another measure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pyvips

from fitter.engines.vips.tones import LUMA, coloured

_LINES = 64


def detailed(pixels: pyvips.Image, gains: Sequence[float], lightness: bool) -> pyvips.Image:
    """Detail one, two, four pixels wide and so on so many times as strong, of lightness or of each colour."""

    def step(colour: pyvips.Image) -> pyvips.Image:
        margin, (width, height) = 2 ** len(gains), (colour.width, colour.height)
        wider = colour.embed(margin, margin, width + 2 * margin, height + 2 * margin, extend="mirror")
        smooth = wider.recomb([LUMA]) if lightness and colour.bands > 1 else wider.cast("float")
        added = smooth * (gains[0] - 1)
        for level, (gain, coarser) in enumerate(pairwise([*gains, 1.0])):
            # Kept by lines, for each is read twice: by the next, and here.
            smooth = _smoothed(smooth, 2**level).linecache(tile_height=_LINES)
            added += smooth * (coarser - gain)
        return colour + added.crop(margin, margin, width, height)

    return coloured(pixels, step)


def _smoothed(pixels: pyvips.Image, apart: int) -> pyvips.Image:
    """Each pixel half itself, and half its neighbours that far away, across and down."""
    row = [0.0] * (2 * apart + 1)
    row[0], row[apart], row[-1] = 0.25, 0.5, 0.25
    return pixels.convsep(pyvips.Image.new_from_array([row]), precision="float")
