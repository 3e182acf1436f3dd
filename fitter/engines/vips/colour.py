"""Colour: whatever the file holds becomes 8-bit sRGB, or 8-bit grey; alpha and coloured backgrounds."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain, product

import pyvips

from fitter import Size
from fitter.values import Color

PROFILE = "icc-profile-data"
_LARGE = 16 * 1024
"""Bytes of a profile above which it is no plain sRGB: those that are have up to 10 kB."""


def to_srgb(pixels: pyvips.Image) -> pyvips.Image:
    """The picture in 8-bit sRGB, or 8-bit grey if it was grey; with its alpha."""
    grey = pixels.interpretation in ("b-w", "grey16") or pixels.bands < 3
    if pixels.interpretation == "cmyk" or needs_profile(pixels):
        pixels = _managed(pixels)
    target = "b-w" if grey else "srgb"
    if pixels.interpretation != target:
        pixels = pixels.colourspace(target)
    if grey and pixels.get_typeof(PROFILE):
        pixels = without(pixels, [PROFILE])  # it speaks of three channels now, or of another grey
    return pixels if pixels.format == "uchar" else pixels.cast("uchar")


def profile_name(pixels: pyvips.Image) -> str | None:
    """What the embedded ICC profile calls itself; None without one."""
    if (profile := _profile(pixels)) is None:
        return None
    for at in range(132, min(132 + 12 * int.from_bytes(profile[128:132], "big"), len(profile), 1332), 12):
        if profile[at : at + 4] == b"desc":
            start = int.from_bytes(profile[at + 4 : at + 8], "big")
            length = int.from_bytes(profile[at + 8 : at + 12], "big")
            return _description(profile[start : start + min(length, 512)])
    return "unknown"


def _description(tag: bytes) -> str:
    if tag[:4] == b"mluc":  # ICC version 4: the first of its languages, in UTF-16
        length, start = int.from_bytes(tag[20:24], "big"), int.from_bytes(tag[24:28], "big")
        text = tag[start : start + length].decode("utf-16-be", "replace")
    else:
        text = tag[12 : 12 + int.from_bytes(tag[8:12], "big")].decode("latin-1")
    return "".join(letter for letter in text if letter.isprintable()).strip() or "unknown"


def needs_profile(pixels: pyvips.Image) -> bool:
    """Whether its colours are others than sRGB's by the profile that is embedded.

    Most cameras embed sRGB, under many a name; to transform it into itself costs as much as the resize.
    """
    profile = _profile(pixels)
    return profile is not None and (len(profile) > _LARGE or not _says_srgb(profile, grey=pixels.bands < 3))


def _profile(pixels: pyvips.Image) -> bytes | None:
    return bytes(pixels.get(PROFILE)) if pixels.get_typeof(PROFILE) else None


@lru_cache(maxsize=64)
def _says_srgb(profile: bytes, *, grey: bool) -> bool:
    """Whether colours stay where they are, to a step of 255. The same few profiles come again and again."""
    levels = bytes(range(0, 256, 15))
    if grey:
        chart = pyvips.Image.new_from_memory(levels, len(levels), 1, 1, "uchar").copy(interpretation="b-w")
    else:
        body = bytes(chain.from_iterable(product(levels[::2], repeat=3)))
        chart = pyvips.Image.new_from_memory(body, len(body) // 3, 1, 3, "uchar").copy(interpretation="srgb")
    chart.set_type(pyvips.GValue.blob_type, PROFILE, profile)
    try:
        return bool((_transformed(chart) - chart).abs().max() <= 1)
    except pyvips.Error:  # it is broken, or for another number of channels
        return False


def is_plain(header: pyvips.Image) -> bool:
    """Whether its pixels are 8-bit sRGB or grey as they are, so that nothing is lost with the profile."""
    known = header.format == "uchar" and header.interpretation in ("srgb", "b-w")
    return known and not needs_profile(header) and (header.bands > 2 or not header.get_typeof(PROFILE))


def _managed(pixels: pyvips.Image) -> pyvips.Image:
    try:
        return _transformed(pixels)
    except pyvips.Error:  # a broken profile, or one for another number of channels, is no reason to refuse
        return without(pixels, [PROFILE])


def _transformed(pixels: pyvips.Image) -> pyvips.Image:
    fallback = "cmyk" if pixels.interpretation == "cmyk" else "srgb"
    compensated = {"intent": "relative", "black_point_compensation": True}  # else black ink would come out as dark grey
    return pixels.icc_transform("srgb", embedded=True, input_profile=fallback, depth=8, **compensated)


def without(pixels: pyvips.Image, fields: list[str]) -> pyvips.Image:
    """The same pixels without these header fields."""
    pixels = pixels.copy()
    for name in fields:
        pixels.remove(name)
    return pixels


def to_size(pixels: pyvips.Image, size: Size) -> pyvips.Image:
    """All of the picture in exactly that size; colours under transparent pixels do not bleed."""
    if Size(pixels.width, pixels.height) == size:
        return pixels
    if not pixels.hasalpha():
        if pixels.interpretation in ("rgb16", "grey16") and not needs_profile(pixels):
            pixels = to_srgb(pixels)  # 8 bits are resized in half the time, and are what is written anyway
        return _scaled(pixels, size)
    # Back to whole numbers in between as libvips' own thumbnail does: resizing floats takes four times as long.
    layered = _scaled(pixels.premultiply().cast(pixels.format), size)
    return layered.unpremultiply().rint().cast(pixels.format)


def _scaled(pixels: pyvips.Image, size: Size) -> pyvips.Image:
    across, down = size.width / pixels.width, size.height / pixels.height
    if min(across, down) < 1:
        pixels = pixels.resize(min(across, 1.0), vscale=min(down, 1.0))
    across, down = max(across, 1.0), max(down, 1.0)
    if across == down == 1:
        return pixels
    # What resize makes larger lies half a pixel too far to the right and down, also along a side that stays.
    return pixels.affine(
        [across, 0, 0, down],
        oarea=[0, 0, size.width, size.height],
        odx=(across - 1) / 2,
        ody=(down - 1) / 2,
        extend="copy",
        premultiplied=True,
        interpolate=pyvips.Interpolate.new("bicubic"),
    )


def flattened(pixels: pyvips.Image, background: Color) -> pyvips.Image:
    """The picture over an opaque background, without alpha."""
    if not pixels.hasalpha():
        return pixels
    pixels, ink = over(pixels, Color(*background.rgb))
    return pixels.flatten(background=ink[:-1])


def over(pixels: pyvips.Image, background: Color) -> tuple[pyvips.Image, list[int]]:
    """The picture with the bands that the background needs beside it, and the background in those bands."""
    neutral = background.red == background.green == background.blue
    if pixels.bands < 3 and not neutral:
        pixels = pixels.colourspace("srgb")
    if background.alpha < 255 and not pixels.hasalpha():
        pixels = pixels.addalpha()
    ink = [background.red] if pixels.bands < 3 else list(background.rgb)
    return pixels, [*ink, background.alpha] if pixels.hasalpha() else ink
