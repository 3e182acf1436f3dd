"""The source's own bytes, where writing it again would only make it larger."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
import pyvips

from fitter import WHITE, Blob, Box, Image, Output, Size
from fitter.engines.vips import VipsEngine
from tests.engines.stage import distance, fields, flat, scene, seen, source, tagged

TIGHT: dict[str, dict[str, Any]] = {
    "jpeg": {"Q": 20, "optimize_coding": True, "interlace": True},
    "png": {"compression": 9, "palette": True},
    "webp": {"Q": 10},
    "gif": {"bitdepth": 2},
}
"""How files are written that can only grow."""


@cache
def tight(format: str) -> Blob:
    """Such a file."""
    return source(scene(90, 60), f".{format}", **TIGHT[format])


def low() -> Blob:
    """A JPEG of few bytes."""
    return tight("jpeg")


def noted(blob: Blob) -> Blob:
    """The JPEG with a comment."""
    data = blob.read()
    return Blob(data[:2] + b"\xff\xfe\0\x08SECRET" + data[2:])


@pytest.mark.parametrize("format", TIGHT)
def test_never_bigger(engine: VipsEngine, format: str) -> None:
    blob = tight(format)
    made = engine.open(blob).encode(Output())
    assert made.size <= blob.size
    assert distance(seen(made), seen(blob)) == 0
    assert made.media_type == f"image/{format}"
    assert {**made.facts} == {"format": format, "width": 90, "height": 60}
    again = engine.open(blob).encode(Output(never_bigger=False))
    assert again.size > made.size


def test_without_its_metadata(engine: VipsEngine) -> None:
    made = engine.open(noted(low())).encode(Output())
    assert made.size < low().size
    assert distance(seen(made), seen(low())) == 0
    assert b"SECRET" not in made.read()


def test_the_smaller_one(engine: VipsEngine) -> None:
    large = source(scene(90, 60), ".jpg", Q=98)
    assert engine.open(large).encode(Output()).size < large.size
    assert engine.open(low()).encode(Output(quality=2)).size < low().size


@pytest.mark.parametrize(
    "step",
    [
        lambda image: image.resize(image.size),
        lambda image: image.crop(Box(0, 0, 90, 60)),
        lambda image: image.rotate(360, WHITE),
        lambda image: image.flip().flip(),
        lambda image: image.take(0, 1),
    ],
)
def test_a_step_that_changes_nothing(engine: VipsEngine, step: Callable[[Image], Image]) -> None:
    assert distance(seen(step(engine.open(low())).encode(Output())), seen(low())) == 0


@pytest.mark.parametrize(
    "step",
    [
        lambda image: image.resize(Size(89, 60)),
        lambda image: image.crop(Box(1, 0, 90, 60)),
        lambda image: image.flip(),
        lambda image: image.rotate(180, WHITE),
        lambda image: image.blur(0.5),
    ],
)
def test_a_step_that_changes_something(engine: VipsEngine, step: Callable[[Image], Image]) -> None:
    again = step(engine.open(low())).encode(Output(never_bigger=False))
    assert step(engine.open(low())).encode(Output()).read() == again.read()


def wide() -> pyvips.Image:
    """A picture in another space than sRGB."""
    return scene(90, 60).icc_transform("p3", input_profile="srgb")


@pytest.mark.parametrize(
    ("drawn", "output"),
    [
        (lambda: source(tagged(scene(90, 60), 6), ".jpg", Q=20), Output()),
        (lambda: source(wide(), ".jpg", Q=20), Output()),
        (lambda: source(scene(90, 60).colourspace("cmyk"), ".jpg", Q=20), Output()),
        (low, Output(format="webp")),
        (low, Output(progressive=True)),
        (low, Output(subsampling="444")),
        (lambda: source(scene(90, 60), ".jpg", Q=20, keep="exif"), Output(keep=frozenset({"exif"}))),
        (lambda: source(scene(90, 60), ".jpg", Q=20, keep="exif"), Output(keep=frozenset({"copyright"}))),
        (lambda: source(scene(90, 60).bandjoin(9), ".png", palette=True), Output(format="jpeg")),
    ],
)
def test_what_must_be_written_again(engine: VipsEngine, drawn: Callable[[], Blob], output: Output) -> None:
    blob = drawn()
    made = engine.open(blob).encode(output)
    assert made.read() != blob.read()
    assert distance(seen(made), seen(blob)) != 0


def test_a_kept_profile_stays(engine: VipsEngine) -> None:
    blob = source(scene(90, 60).icc_transform("srgb", input_profile="srgb"), ".jpg", Q=20)
    kept = engine.open(blob).encode(Output(keep=frozenset({"icc"})))
    bare = engine.open(blob).encode(Output())
    assert ["icc-profile-data" in seen(one).get_fields() for one in (kept, bare)] == [True, False]
    assert distance(seen(kept), seen(bare)) == 0


def film(suffix: str) -> Blob:
    """Two frames in few bytes."""
    frames = scene(90, 60).join(flat(90, 60, 9, 9, 9), "vertical").copy()
    frames.set_type(pyvips.GValue.gint_type, "page-height", 60)
    return source(frames, suffix, **({"bitdepth": 2} if suffix == ".gif" else {"Q": 5}))


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_animations(engine: VipsEngine, suffix: str) -> None:
    blob = film(suffix)
    made = engine.open(blob).encode(Output())
    assert made.size <= blob.size
    assert made.facts["frames"] == 2
    first = engine.open(blob).take(0, 1).encode(Output())
    assert "frames" not in first.facts
    assert engine.open(first).frames == 1


def test_a_picture_that_can_only_be_taken_apart_in_part(engine: VipsEngine) -> None:
    strange = low().read()[:2] + b"\xff\xcc\0\4\0\0" + low().read()[2:]  # arithmetic coding is announced, and not used
    assert distance(seen(engine.open(Blob(strange)).encode(Output())), seen(low())) > 0


def test_sixteen_bits_are_written_as_eight(engine: VipsEngine) -> None:
    deep = (flat(60, 40, 9, 90, 200).cast("ushort") * 257).cast("ushort").copy(interpretation="rgb16")
    assert seen(engine.open(source(deep)).encode(Output())).format == "uchar"


def test_small_fields_are_never_larger(engine: VipsEngine) -> None:
    assert engine.open(fields()).encode(Output()).size <= fields().size
