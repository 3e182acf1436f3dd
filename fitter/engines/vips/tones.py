"""The pixels of tones: tables, mixed channels, histograms, kernels, noise and blocks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pyvips

from fitter.engines.vips.layers import layered

_SAME = bytes(range(256))
LUMA = [0.299, 0.587, 0.114]
_BELL = 2.7
"""How many times its sigma a blur reaches: 3 of 100 are missing then, and each tenth more takes a 25th more time."""
_EXACT = 63
"""libvips' fast convolution has six bits for a weight: larger ones are rounded, and white comes out grey."""
_REACH = 1.5  # times a sharpening's sigma: so far goes what it looks at


def looked_up(pixels: pyvips.Image, red: bytes, green: bytes, blue: bytes) -> pyvips.Image:
    """Each channel's values replaced by those of its table."""
    if pixels.bands < 3 and not red == green == blue:
        pixels = pixels.colourspace("srgb")
    return _mapped(pixels, [red] if pixels.bands < 3 else [red, green, blue])


def _mapped(pixels: pyvips.Image, tables: Sequence[bytes]) -> pyvips.Image:
    tables = [*tables, _SAME] if pixels.hasalpha() else tables
    woven = bytes(value for row in zip(*tables, strict=True) for value in row)
    table = pyvips.Image.new_from_memory(woven, 256, 1, len(tables), "uchar")
    return pixels.maplut(table).copy(interpretation=pixels.interpretation)


def coloured(pixels: pyvips.Image, step: Callable[[pyvips.Image], pyvips.Image]) -> pyvips.Image:
    """A step on the colours alone; the alpha stays."""
    if not pixels.hasalpha():
        return step(pixels).cast("uchar").copy(interpretation=pixels.interpretation)
    made = step(pixels[: pixels.bands - 1]).cast("uchar")
    return made.bandjoin(pixels[pixels.bands - 1]).copy(interpretation=pixels.interpretation)


def greyed(pixels: pyvips.Image) -> pyvips.Image:
    """In one channel of luma, as thumbor and television count it; libvips' own grey of red is much lighter."""
    if pixels.bands < 3:
        return pixels
    grey = (pixels[:3].recomb([LUMA]) + 0.5).cast("uchar")
    return (grey.bandjoin(pixels[3]) if pixels.hasalpha() else grey).copy(interpretation="b-w")


def saturated(pixels: pyvips.Image, factor: float) -> pyvips.Image:
    """Each colour moved away from the grey of its perceived lightness, or towards it."""
    if pixels.bands < 3:
        return pixels

    def step(colour: pyvips.Image) -> pyvips.Image:
        grey = (colour * colour).recomb([LUMA]) ** 0.5
        return colour * factor + grey * (1 - factor)

    return coloured(pixels, step)


def mixed(pixels: pyvips.Image, rows: Sequence[Sequence[float]]) -> pyvips.Image:
    """Red, green and blue as sums of the three, each by a row of weights."""
    if pixels.bands < 3:
        sums = {round(sum(row), 6) for row in rows}
        if sums == {1.0}:
            return pixels  # grey stays the same grey
        pixels = pixels.colourspace("srgb")
    return coloured(pixels, lambda colour: (colour.recomb([list(row) for row in rows])).rint())


def equalized(pixels: pyvips.Image) -> pyvips.Image:
    """The histogram of each channel spread over the whole range."""
    channels = [_counts(pixels, band) for band in range(pixels.bands - pixels.hasalpha())]
    # thumbor's rule: what lies below is counted from the darkest value that any channel has.
    darkest = next((at for at in range(256) if any(channel[at] for channel in channels)), 0)
    return _mapped(pixels, [_spread(channel, channel[darkest]) for channel in channels])


def _counts(pixels: pyvips.Image, band: int) -> list[int]:
    """How often each value occurs; each pixel counts as far as it is visible."""
    if pixels.hasalpha():
        found = pixels[pixels.bands - 1].hist_find_indexed(pixels[band], combine="sum")
    else:
        found = pixels[band].hist_find()
    values = memoryview(found.cast("double").write_to_memory()).cast("d").tolist()
    return [round(value) for value in values] + [0] * (256 - len(values))


def _spread(counts: Sequence[int], least: int) -> bytes:
    room, below, table = sum(counts) - least, 0, []
    for count in counts:
        below += count
        table.append(max(0, below - least) * 255 // room if room else 0)
    return bytes(table)


def sharpened(pixels: pyvips.Image, sigma: float, amount: float, threshold: float) -> pyvips.Image:
    """Unsharp mask on lightness; what is transparent counts as if the colours beside it went on there."""
    limits = {"sigma": sigma, "m2": amount, "x1": threshold}
    if not pixels.hasalpha():
        return pixels.sharpen(**limits)
    alpha = pixels[pixels.bands - 1]
    if alpha.min() < 255:
        beside = pixels.premultiply().gaussblur(_REACH * sigma).unpremultiply().rint().cast("uchar")
        pixels = alpha.ifthenelse(pixels, beside, blend=True)
    made = pixels[: pixels.bands - 1].copy(interpretation=pixels.interpretation).sharpen(**limits)
    return made.bandjoin(alpha).copy(interpretation=pixels.interpretation)


def noisy(pixels: pyvips.Image, amount: float, seed: int) -> pyvips.Image:
    """The same random step on all channels of a pixel; as wide as an even one over the amount, but bell-shaped."""
    grain = pyvips.Image.gaussnoise(pixels.width, pixels.height, sigma=amount / math.sqrt(12), mean=0, seed=seed)
    return coloured(pixels, lambda colour: (colour + grain).rint())


def pixelated(pixels: pyvips.Image, size: int) -> pyvips.Image:
    """Squares of one colour, the mean of what they cover; those at the right and the bottom may be cut."""
    across, down = min(size, pixels.width), min(size, pixels.height)  # what is narrow is not made wide for it
    width, height = math.ceil(pixels.width / across) * across, math.ceil(pixels.height / down) * down
    whole = pixels.embed(0, 0, width, height, extend="mirror")
    small = layered(whole, lambda one: one.shrink(across, down)).copy_memory()
    return small.zoom(across, down).crop(0, 0, pixels.width, pixels.height)


def blurred(pixels: pyvips.Image, sigma: float, radius: int | None) -> pyvips.Image:
    """Each pixel the mean of those round it, by a Gaussian's weights as far as the radius, or as far as they matter."""
    row = _bell(sigma, radius or math.ceil(_BELL * sigma))
    weights = pyvips.Image.new_from_array([row], scale=sum(row))
    return layered(pixels, lambda one: one.convsep(weights, precision="integer"))


def _bell(sigma: float, radius: int) -> list[int]:
    """A Gaussian in whole numbers of which libvips rounds none: the largest below 64, the sum a power of two."""
    half = [math.exp(-((far / sigma) * (far / sigma)) / 2) for far in range(radius, 0, -1)]
    total = 1 + 2 * sum(half)
    whole = 2 ** math.floor(math.log2(_EXACT * total))
    side: list[int] = []
    owed = 0.0
    for share in half:
        owed += share * whole / total
        if (weight := round(owed)) or side:
            side.append(weight)
        owed -= weight
    return [*side, whole - 2 * sum(side), *reversed(side)]


def convolved(pixels: pyvips.Image, kernel: Sequence[float], columns: int, divisor: float) -> pyvips.Image:
    """Each colour as the sum of its neighbours' by the weights of the kernel, divided; the border is repeated."""
    rows = [list(kernel[at : at + columns]) for at in range(0, len(kernel), columns)]
    weights = pyvips.Image.new_from_array(rows, scale=divisor)
    if not pixels.hasalpha():
        # Whole numbers are fifty times as fast, and at most 3 of 255 beside.
        whole = divisor > 0 and all(float(one).is_integer() for one in (divisor, *kernel))
        return coloured(pixels, lambda colour: colour.conv(weights, precision="integer" if whole else "float"))
    alpha, share = pixels[pixels.bands - 1], sum(kernel) / divisor
    # What is transparent has no colour to give; weights that sum up to a brightness are those of what is seen.
    made = pixels.premultiply()[: pixels.bands - 1].conv(weights, precision="float")
    if share > 0:
        made = made * (255 * share) / alpha.conv(weights, precision="float")
    return made.rint().cast("uchar").bandjoin(alpha).copy(interpretation=pixels.interpretation)
