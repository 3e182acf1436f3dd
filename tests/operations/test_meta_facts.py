"""What the answer to ``meta`` holds: of the source only what may be shown, of the result what would be answered."""

from __future__ import annotations

import base64
import json
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
import pyvips

from fitter import Blob, Size
from fitter.placeholders import Sample, palette, placeholders, thumbhash
from fitter.settings.config import Settings
from fitter.settings.writing import Writing
from fitter.workers import exif
from fitter.workers.greeting import hello
from fitter.workers.work import Work
from tests.material import photo
from tests.operations.stage import answer, plain, png, quad
from tests.table import table

SHOWN = {
    "ifd0-Make": "Maker",
    "ifd0-Model": "Model II",
    "ifd0-Software": "Shop 1.0",
    "ifd0-Artist": "A. Painter",
    "ifd0-Copyright": "2026 A. Painter",
    "ifd2-DateTimeOriginal": "2026:01:02 03:04:05",
    "ifd2-LensModel": "50mm f/1.8",
}
HIDDEN = {
    "ifd0-ImageDescription": "SECRET caption",
    "ifd0-XPAuthor": "SECRET",
    "ifd2-CameraOwnerName": "SECRET owner",
    "ifd2-BodySerialNumber": "SECRET1",
    "ifd2-LensSerialNumber": "SECRET2",
    "ifd2-MakerNote": "SECRET3",
    "ifd2-UserComment": "SECRET4",
    "ifd2-ImageUniqueID": "SECRET5",
}
POSITION = {
    "ifd3-GPSLatitudeRef": "S",
    "ifd3-GPSLatitude": "47/1 3763/100 0/1",
    "ifd3-GPSLongitudeRef": "W",
    "ifd3-GPSLongitude": "122/1 2024/100 0/1",
}


@cache
def tagged() -> Blob:
    """A JPEG whose EXIF tells all sorts of things."""
    picture = plain(40, 30, 200, 100, 50)
    for tag, value in (SHOWN | HIDDEN | POSITION | {"ifd2-FNumber": "28/10", "ifd2-ExposureTime": "10/1250"}).items():
        picture.set_type(pyvips.GValue.gstr_type, f"exif-{tag}", value)
    return Blob(picture.jpegsave_buffer(), "image/jpeg")


def told(path: str, source: Blob | None = None, **writing: Any) -> Any:
    if not writing:
        return json.loads(answer(f"meta/{path}", source).read())
    work = Work(hello(Settings.model_construct(output=Writing(**writing))))
    return json.loads(work(f"meta/{path}", source or quad()).read())


# EXIF


def test_only_what_is_harmless_is_told_of_the_source() -> None:
    body = answer("meta/20x/key.jpg", tagged()).read().decode()
    kept = pyvips.Image.new_from_buffer(tagged().read(), "").get_fields()
    assert {f"exif-{tag}" for tag in SHOWN | POSITION} <= set(kept)
    assert "SECRET" not in body
    assert "122" not in body
    assert "GPS" not in body
    assert json.loads(body)["source"]["exif"] == {
        "make": "Maker",
        "model": "Model II",
        "software": "Shop 1.0",
        "artist": "A. Painter",
        "copyright": "2026 A. Painter",
        "lens": "50mm f/1.8",
        "aperture": 2.8,
        "exposure": "1/125",
        "taken": "2026-01-02T03:04:05",
    }


def test_a_position_is_told_where_the_settings_say_so() -> None:
    place = told("20x/key.jpg", tagged(), meta_position=True)["source"]["position"]
    assert place == {"latitude": pytest.approx(-47.627167), "longitude": pytest.approx(-122.337333)}
    assert "position" not in told("20x/key.jpg", tagged(), meta_position=False)["source"]


def test_of_a_real_photograph() -> None:
    source = Blob(photo("metadata.jpg").read_bytes())
    facts = told("20x/key.jpg", source)["source"]
    assert (facts["format"], facts["width"], facts["height"], facts["bytes"]) == ("jpeg", 403, 302, source.size)
    assert (facts["orientation"], facts["frames"], facts["alpha"], facts["bits"]) == (1, 1, False, 8)
    assert facts["profile"]
    assert facts["exif"] == {
        "make": "Google",
        "model": "Pixel 4a",
        "lens_make": "Google",
        "lens": "Pixel 4a back camera 4.38mm f/1.73",
        "software": "GIMP 2.10.32",
        "exposure": "1/1067",
        "aperture": 1.7,
        "iso": 47,
        "exposure_bias": 0,
        "focal_length": 4.4,
        "focal_length_35mm": 27,
        "flash": False,
        "taken": "2022-08-22T20:30:46+02:00",
    }


@table(
    ("tags", "shown"),
    [
        ({}, {}),
        ({"Make": " A\x00\x1b[31mB\n "}, {"make": "A[31mB"}),
        ({"Make": "x" * 999}, {"make": "x" * 200}),
        ({"Make": "", "FNumber": "1/0", "ISOSpeedRatings": "many", "Flash": ""}, {}),
        ({"FNumber": "9" * 400, "ExposureTime": "0/1"}, {}),
        ({"ExposureTime": "2509/1000000"}, {"exposure": "1/399"}),
        ({"ExposureTime": "5/2"}, {"exposure": "2.5"}),
        ({"ExposureTime": "-1/-3"}, {"exposure": "0.333"}),
        ({"ExposureTime": "1/0"}, {}),
        ({"ExposureBiasValue": "-2/3", "Flash": "25"}, {"exposure_bias": -0.6667, "flash": True}),
        ({"DateTimeOriginal": "0000:00:00 00:00:00"}, {}),
        ({"DateTimeOriginal": "yesterday", "OffsetTimeOriginal": "+02:00"}, {}),
        ({"DateTimeOriginal": "2026:01:02 03:04:05", "OffsetTimeOriginal": "home"}, {"taken": "2026-01-02T03:04:05"}),
    ],
)
def test_what_makes_no_sense_is_left_out(tags: dict[str, str], shown: dict[str, Any]) -> None:
    assert exif.shown(tags) == shown


@pytest.mark.parametrize("latitude", ["", "1/1", "1/0 0/1 0/1", "91/1 0/1 0/1", "a b c"])
def test_a_position_that_makes_no_sense_is_none(latitude: str) -> None:
    assert exif.position({"GPSLatitude": latitude, "GPSLongitude": "1/1 0/1 0/1"}) is None


# The result


@pytest.mark.parametrize(
    "path", ["20x20/key.png", "fit-in/50x50/format:jpeg/rotate:90/key.png", "blur:3/format:webp/key"]
)
def test_the_result_is_what_would_be_answered(path: str) -> None:
    result, blob = told(path)["result"], answer(path)
    assert (result["format"], result["width"], result["height"]) == tuple(
        blob.facts[name] for name in ("format", "width", "height")
    )
    assert result["bytes"] == blob.size


def test_colours_and_hashes_are_the_results() -> None:
    whole, part = (told(path, quad(20, 16))["result"] for path in ("key.png", "0x0:10x8/key.png"))
    assert set(whole["palette"]) == {"#ff0000", "#00ff00", "#0000ff", "#ffff00"}
    assert (part["color"], part["palette"]) == ("#ff0000", ["#ff0000"])
    assert whole["blurhash"] != part["blurhash"]
    assert whole["thumbhash"] != part["thumbhash"]


def test_the_most_of_a_picture_is_its_colour() -> None:
    picture = plain(24, 24, 20, 40, 200).insert(plain(8, 24, 240, 230, 30), 16, 0)
    assert told("key.png", png(picture))["result"]["palette"] == ["#1428c8", "#f0e61e"]


def test_what_cannot_be_seen_has_no_colour() -> None:
    clear = told("key.png", png(plain(30, 30, 20, 40, 200, 0)))["result"]
    assert (clear["color"], clear["palette"]) == (None, [])
    half = plain(30, 30, 20, 40, 200, 255).insert(plain(20, 30, 250, 0, 0, 0), 10, 0)
    assert told("key.png", png(half))["result"]["palette"] == ["#1428c8"]


def drawn(width: int, height: int, alpha: int | None) -> Sample:
    pixels = bytes(
        value
        for y in range(height)
        for x in range(width)
        for value in (x * 8 % 256, y * 9 % 256, x * y % 256, x * 7 % 256 if alpha is None else alpha)
    )
    return Sample(Size(width, height), pixels)


@pytest.mark.parametrize(
    ("width", "height", "alpha", "known"),
    [
        # what the author's own program makes of the same pixels
        (32, 24, 255, "mygOHZpgdodxiIiGiGeIh/OmD+eH"),
        (24, 32, 255, "WdgJHRRgdnGIOIiIiISXaPeoCOfI"),
        (32, 32, None, "4WiGDQg2wpegiKKIN/G1CP3EcHeIiIeIiA=="),
        (5, 9, None, "huiBAwABpcCHeHh4kGj6hIB3iIiIiHc="),
        (1, 1, 255, "AAgCBwAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        (32, 1, 255, "yvkWeb6Ed4eIiAiLdIhAhwg="),
        (32, 18, 0, "AAiCA4AAAAAAAAAAAAAAAAAAAAAAAAA="),
    ],
)
def test_a_thumbhash_is_that_of_its_author(width: int, height: int, alpha: int | None, known: str) -> None:
    mine, theirs = (base64.b64decode(text) for text in (thumbhash.encode(drawn(width, height, alpha)), known))
    assert (len(mine), mine[:6]) == (len(theirs), theirs[:6])
    # A part that is exactly between two steps goes to one or the other by the last bit of a sum.
    nibbles = [
        (one >> shift & 15, other >> shift & 15) for one, other in zip(mine, theirs, strict=True) for shift in (0, 4)
    ]
    assert all(abs(one - other) <= 1 for one, other in nibbles)
    assert sum(one != other for one, other in nibbles) <= 6


def test_a_blurhash_has_more_parts_along_the_longer_side() -> None:
    # The first character holds the numbers of parts: 3 - 1 + 9 * (3 - 1) and so on, in base 83.
    wide, high = (placeholders(drawn(*size, 255))["blurhash"] for size in ((24, 10), (10, 24)))
    assert (wide[0], high[0]) == ("L", "T")
    assert len(wide) == len(high) == 4 + 2 * 12


def test_a_blurhash_of_one_colour() -> None:
    black = placeholders(Sample(Size(8, 8), bytes([0, 0, 0, 255]) * 64))["blurhash"]
    assert black.startswith("L00000")


def test_a_palette_has_no_two_colours_alike() -> None:
    shades = bytes(value for at in range(256) for value in (at, at, at, 255))
    colours = palette.colours(Sample(Size(16, 16), shades))
    assert 3 <= len(colours) <= 5
    greys = sorted(colour.red for colour in colours)
    assert all(high - low > 24 for low, high in pairwise(greys))


# As thumbor tells it


def test_thumbors_account() -> None:
    facts = told("10x5:70x60/trim/-40x-20/rotate:90/key.png")["thumbor"]
    assert facts["source"] == {"url": "key.png", "width": 80, "height": 60, "frameCount": 1}
    assert [one["type"] for one in facts["operations"]] == [
        *("crop", "crop", "crop", "resize", "flip_horizontally", "flip_vertically")
    ]
    assert facts["operations"][0] == {"type": "crop", "left": 10, "top": 5, "right": 70, "bottom": 60}
    assert facts["target"] == {"width": 40, "height": 20}
