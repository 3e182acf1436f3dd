"""URLs as thumbor's own client makes and signs them, drawn at random: each picture is what the client meant."""

from __future__ import annotations

import random
from typing import Any

import pytest
import pyvips
from libthumbor import CryptoURL

from tests.compat.conftest import Servers
from tests.compat.settings import THUMBOR_KEY
from tests.compat.sight import corners

SOURCES = {"q120x80.png": (120, 80), "q80x120.jpg": (80, 120), "q100x100.webp": (100, 100)}
FILTERS = {
    "grayscale()": None,
    "quality(40)": None,
    "blur(1)": None,
    "sharpen(1,1,true)": None,
    "brightness(0)": None,
    "strip_icc()": None,
    "format(webp)": "image/webp",
    "format(png)": "image/png",
    "max_age(60)": None,
}


def drawn(dice: random.Random) -> dict[str, Any]:
    """Options as a page's author would give them."""
    source = dice.choice(list(SOURCES))
    options: dict[str, Any] = {"image_url": source, "filters": dice.sample(list(FILTERS), dice.choice((0, 0, 1, 2)))}
    width, height = dice.choice((0, 20, 33, 60, 150)), dice.choice((0, 21, 40, 64, 200))
    options |= {"width": width, "height": height}
    options |= {"flip": dice.random() < 0.2, "flop": dice.random() < 0.2}
    if width and height:
        fit = dice.choice(("", "", "fit_in", "fit_in", "adaptive_fit_in", "full_fit_in"))
        options |= {fit: True} if fit else {"smart": dice.random() < 0.3}
    options |= {"halign": dice.choice(("left", "center", "right")), "valign": dice.choice(("top", "middle", "bottom"))}
    if dice.random() < 0.2:
        options["crop"] = ((10, 12), (60, 70))
    return {name: value for name, value in options.items() if value not in (False, [], 0)}


def meant(options: dict[str, Any]) -> tuple[int, int]:
    """The size that comes out, by the rules that thumbor documents."""
    width, height = SOURCES[options["image_url"]]
    if "crop" in options:
        (left, top), (right, bottom) = options["crop"]
        width, height = min(right, width) - left, min(bottom, height) - top
    wide, high = options.get("width", 0), options.get("height", 0)
    if not wide and not high:
        return width, height
    if options.get("adaptive_fit_in") and (width - height) * (wide - high) < 0:
        wide, high = high, wide
    if "fit_in" in options or "adaptive_fit_in" in options:
        scale = min(1, wide / width, high / height)
        return round(width * scale), round(height * scale)
    if "full_fit_in" in options:
        scale = max(wide / width, high / height)
        return round(width * scale), round(height * scale)
    return wide or round(width * high / height), high or round(height * wide / width)


DICE = random.Random(7)  # noqa: S311  no secret
CASES = [drawn(DICE) for _ in range(200)]


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_what_libthumbor_writes_is_what_fitter_makes(servers: Servers, first: int) -> None:
    servers.draw(*SOURCES)
    client, server = CryptoURL(THUMBOR_KEY), servers.of()
    for options in CASES[first : first + 50]:
        path = client.generate(**options)
        reply = server.request(path)
        assert reply.status == 200, (path, reply.body)
        picture = pyvips.Image.new_from_buffer(reply.body, "").copy_memory()
        expected = meant(options)
        near = abs(picture.width - expected[0]) <= 1 and abs(picture.height - expected[1]) <= 1
        assert near, (path, picture.width, picture.height, expected)
        formats = [FILTERS[one] for one in options.get("filters", []) if FILTERS[one]]
        if formats:
            assert reply.headers["Content-Type"] == formats[-1], path
        coloured = "grayscale()" not in options.get("filters", []) and "crop" not in options
        if coloured and "fit_in" in options and min(expected) > 20:
            mirrored = {(False, False): "RGBY", (True, False): "GRYB", (False, True): "BYRG", (True, True): "YBGR"}
            assert corners(picture) == mirrored["flip" in options, "flop" in options], path
