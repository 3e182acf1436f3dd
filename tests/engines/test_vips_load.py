"""Shrink-on-load: fewer pixels are decoded, and nobody sees it."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import pytest

from fitter import WHITE, Blob, Box, Size, UnsupportedImage
from fitter.engines.vips import VipsEngine, decoders, load, look
from tests.engines.stage import LYING, distance, flat, scene, shown, source, tagged
from tests.material import photo


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[Size]:
    """The sizes in which sources were decoded, headers included."""
    sizes: list[Size] = []
    real = load.Source.decode

    def decode(self: load.Source, shrink: float, bottom: int | None = None) -> Any:
        pixels = real(self, shrink, bottom)
        sizes.append(Size(pixels.width, pixels.height))
        return pixels

    monkeypatch.setattr(load.Source, "decode", decode)
    return sizes


@pytest.mark.parametrize(
    ("size", "expected"),
    [(50, "100x75"), (51, "200x150"), (100, "200x150"), (101, "400x300"), (200, "400x300"), (201, "800x600")],
)
def test_a_jpeg_keeps_twice_the_wanted_size(engine: VipsEngine, decoded: list[Size], size: int, expected: str) -> None:
    made = shown(engine.open(source(scene(800, 600), ".jpg")).resize(Size(size, size * 3 // 4)))
    assert str(decoded[-1]) == expected
    assert made.width == size


def test_a_small_side_is_no_reason_to_shrink_the_other(engine: VipsEngine, decoded: list[Size]) -> None:
    shown(engine.open(source(scene(800, 600), ".jpg")).resize(Size(800, 10)))
    assert decoded[-1] == Size(800, 600)


def test_a_webp_shrinks_by_any_factor(engine: VipsEngine, decoded: list[Size]) -> None:
    shown(engine.open(source(scene(800, 600), ".webp")).resize(Size(160, 120)))
    assert decoded[-1] == Size(160, 120)


def test_the_margins_are_options(decoded: list[Size]) -> None:
    engine = VipsEngine(VipsEngine.Options(jpeg_margin=1, webp_margin=1.5))
    shown(engine.open(source(scene(800, 600), ".jpg")).resize(Size(100, 75)))
    assert decoded[-1] == Size(100, 75)
    shown(engine.open(source(scene(800, 600), ".webp")).resize(Size(100, 75)))
    assert decoded[-1] == Size(150, 112)
    shown(engine.open(source(scene(800, 600), ".webp")).crop(Box(0, 0, 400, 600)).resize(Size(100, 150)))
    assert decoded[-1] == Size(400, 300), "what is cut out has its edges in the middle of a pixel at the most"


def test_turns_and_crops_before_do_not_cost_it(engine: VipsEngine, decoded: list[Size]) -> None:
    image = engine.open(source(tagged(scene(800, 600), 6), ".jpg"))
    shown(image.flip().rotate(90, WHITE).crop(Box(0, 0, 400, 600)).resize(Size(50, 75)))
    assert decoded[-1] == Size(200, 150)


@pytest.mark.parametrize("step", ["crop", "blur"])
def test_full_size_is_decoded_in_full(engine: VipsEngine, decoded: list[Size], step: str) -> None:
    image = engine.open(source(scene(800, 600), ".jpg"))
    shown(image.crop(Box(0, 0, 9, 9)) if step == "crop" else image.blur(1).resize(Size(8, 6)))
    assert decoded[-1] == Size(800, 600)


@pytest.mark.parametrize("width", [800, 4])
def test_the_focus_is_found_on_a_small_copy(
    engine: VipsEngine, decoded: list[Size], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    looked, real = [], look.focus

    def focus(pixels: Any, kind: str) -> tuple[float, float]:
        looked.append(pixels.width * pixels.height)
        return real(pixels, kind)

    monkeypatch.setattr(look, "focus", focus)
    image = engine.open(source(scene(width, 8000), ".jpg"))
    for one in (image, image.blur(1)):
        one.focus("attention")
    assert len(looked) == 2
    assert max(looked) <= 256 * 256
    image.focus("attention")
    shown(image.crop(Box(0, 9, width, 2009)).resize(Size(max(1, width // 8), 250)))
    assert decoded[-1] == (Size(200, 2000) if width == 800 else Size(2, 4000))


def test_opening_decodes_no_pixels(engine: VipsEngine) -> None:
    header = source(flat(3000, 2000, 9, 9, 9), ".jpg").read()[:2000]
    assert engine.open(Blob(header)).size == Size(3000, 2000)


def test_pixels_that_were_looked_at_are_decoded_once(engine: VipsEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    image = engine.open(source(scene(80, 60)))
    box = image.content("top-left", 5)
    monkeypatch.setattr(decoders, "_DECODERS", {})
    shown(image.crop(box).resize(Size(8, 6)))


def _cases(count: int) -> list[tuple[int, str, Box, Size]]:
    chance, cases = random.Random(4), []  # noqa: S311  cases that are the same each time
    for number in range(count):
        tag, suffix = 1 + number % 8, (".jpg", ".webp")[number % 8 == 0]
        left, top = chance.randrange(500), chance.randrange(400)
        right, bottom = chance.randint(left + 60, 701), chance.randint(top + 60, 507)
        scale = chance.uniform(1.5, 17)
        wanted = Size(max(1, round((right - left) / scale)), max(1, round((bottom - top) / scale)))
        cases.append((tag, suffix, Box(left, top, right, bottom), wanted))
    return cases


@cache
def _lying(tag: int, suffix: str) -> Blob:
    return source(tagged(LYING[tag](scene(701, 507)), tag), suffix, Q=95)


@cache
def _upright() -> Blob:
    return source(scene(701, 507))


@pytest.mark.parametrize(("tag", "suffix", "box", "size"), _cases(48))
def test_crop_and_resize_are_the_same_with_and_without(
    engine: VipsEngine, tag: int, suffix: str, box: Box, size: Size
) -> None:
    fast = shown(engine.open(_lying(tag, suffix)).crop(box).resize(size))
    plain = shown(engine.open(_upright()).crop(box).resize(size))
    width, height = size.width - 1, size.height - 1
    shift = distance(plain.crop(1, 1, width, height), plain.crop(0, 0, width, height))
    assert distance(fast, plain) < 1 + shift / 3


@pytest.mark.parametrize("number", range(1, 9))
def test_photographs_stand_upright(engine: VipsEngine, number: int) -> None:
    first, other = (shown(engine.open(Blob(photo(f"orient-{n}.jpg").read_bytes()))) for n in (1, number))
    assert distance(first, other) <= 0.6


def test_what_libvips_turned_is_not_turned_again(engine: VipsEngine) -> None:
    image = engine.open(Blob(photo("rotated.avif").read_bytes()))
    assert image.size == Size(722, 1024)
    assert shown(image.resize(Size(361, 512))).height == 512


@pytest.mark.parametrize("name", ["photo.heic", "iphone-12mp.heic"])
def test_heic(engine: VipsEngine, name: str) -> None:
    with pytest.raises(UnsupportedImage, match="HEIC"):
        engine.open(Blob(photo(name).read_bytes()))


def test_a_gain_map_is_left_behind(engine: VipsEngine) -> None:
    image = engine.open(Blob(photo("gainmap.jpg").read_bytes()))
    assert image.size == Size(384, 512)
    assert not [name for name in shown(image).get_fields() if name.startswith("gainmap")]
