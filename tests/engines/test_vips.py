"""The engine on libvips does what every engine does."""

from __future__ import annotations

import logging
import os
from typing import get_args

import pytest

from fitter import Blob, Engine, Output, Size, UndecodableImage, UnsupportedImage
from fitter.engines import vips
from fitter.engines.vips import VipsEngine
from fitter.explained import explained
from tests.contracts.engine import EngineContract
from tests.engines.stage import scene, source
from tests.operations.films import written
from tests.pictures import quarters


class TestVipsEngine(EngineContract):
    """All of the contract."""


@pytest.mark.parametrize("suffix", [".tiff", ".svg"])
def test_tiff_and_svg_are_off(engine: VipsEngine, suffix: str) -> None:
    with pytest.raises(UnsupportedImage, match=rf"{suffix[1:]} is not among the formats read here \(jpeg, png"):
        engine.open(drawing() if suffix == ".svg" else source(quarters(), suffix))


@pytest.mark.parametrize(("suffix", "written"), [(".tiff", "image/jpeg"), (".svg", "image/png")])
def test_tiff_and_svg_can_be_switched_on(engine: VipsEngine, suffix: str, written: str) -> None:
    opened = VipsEngine(VipsEngine.Options(read=["png", "tiff", "svg"]))
    image = opened.open(drawing() if suffix == ".svg" else source(quarters(), suffix))
    blob = image.resize(Size(240, 160)).encode(Output())
    assert (image.size, blob.media_type) == (Size(120, 80), written)
    with pytest.raises(UnsupportedImage, match="JPEG"):
        opened.open(source(quarters(), ".jpg"))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\xff\x0a" + bytes(20), "JPEG XL"),
        (b"%PDF-1.7\n", "PDF"),
        (b"8BPS\0\1", "Photoshop"),
        (b"\0\0\1\0\1\0", "ICO"),
        (b"<?xml version='1.0'?><svg/>", "SVG"),
    ],
)
def test_a_known_format_that_is_not_read_is_named(engine: VipsEngine, content: bytes, name: str) -> None:
    with pytest.raises(UnsupportedImage, match=name):
        engine.open(Blob(content))


def test_an_avif_by_another_brand(engine: VipsEngine) -> None:
    avif = source(quarters(), ".avif").read()
    assert avif[8:12] == b"avif"
    assert engine.open(Blob(avif[:8] + b"mif1" + avif[12:])).size == Size(120, 80)


@pytest.mark.parametrize("part", [0.6, 0.97])
@pytest.mark.parametrize("suffix", [".webp", ".gif", ".avif"])
def test_cut_files_of_all_formats(engine: VipsEngine, suffix: str, part: float) -> None:
    whole = source(scene(200, 150), suffix).read()
    for size in (Size(200, 150), Size(20, 15)):
        with pytest.raises(UndecodableImage, match="broken or cut short"):
            engine.open(Blob(whole[: int(len(whole) * part)])).resize(size).encode(Output())


def test_an_old_libvips_is_reported(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(vips, "version", lambda: (8, 14, 1))
    with caplog.at_level(logging.WARNING):
        VipsEngine(VipsEngine.Options())
    assert "8.14.1" in caplog.text


def test_limits_of_decoders_stay(engine: VipsEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIPS_UNLIMITED", "1")
    VipsEngine(VipsEngine.Options())
    assert "VIPS_UNLIMITED" not in os.environ


OPTIONS = [
    ("jpeg", "jpeg_progressive", True),
    ("jpeg", "jpeg_optimize", True),
    ("png", "png_compression", 1),
    ("png", "png_filter", "none"),
    ("png", "png_palette", True),
    ("webp", "webp_effort", 0),
    ("avif", "avif_effort", 3),
    ("gif", "gif_effort", 10),
    ("jpeg", "jpeg_subsampling", "444"),
    ("png", "png_colors", 16),
    ("webp", "webp_lossless", True),
    ("avif", "avif_subsampling", "444"),
    ("avif", "avif_lossless", True),
    ("tiff", "tiff_compression", "lzw"),
    ("jxl", "jxl_effort", 7),
    ("jxl", "jxl_lossless", True),
]
BESIDE: dict[str, dict[str, object]] = {"png_colors": {"png_palette": True}, "tiff_compression": {"write": ["tiff"]}}
"""What an option needs to do something."""
FILM = [("gif_interframe", 0), ("gif_interframe", 32)]


@pytest.mark.parametrize(("format", "option", "value"), OPTIONS)
def test_every_encoder_option_does_something(engine: Engine, format: str, option: str, value: object) -> None:
    if format == "jxl" and format not in engine.describe()["write"]:
        pytest.skip("this libvips has no JPEG XL")
    beside = BESIDE.get(option, {})
    engines = [VipsEngine(VipsEngine.Options.model_validate({**beside, **more})) for more in ({}, {option: value})]
    made = [one.open(source(scene(160, 120))).encode(Output(format=format)).read() for one in engines]
    assert made[0] != made[1]


@pytest.mark.parametrize("name", get_args(VipsEngine.Options.model_fields["png_filter"].annotation))
def test_every_way_of_predicting_a_pixel_is_known_to_libvips(name: str) -> None:
    made = VipsEngine(VipsEngine.Options(png_filter=name)).open(source(scene(16, 12))).encode(Output(format="png"))
    assert made.facts["format"] == "png"


@pytest.mark.parametrize(("option", "value"), FILM)
def test_every_option_for_animations_does_something(engine: Engine, option: str, value: object) -> None:
    other = VipsEngine(VipsEngine.Options.model_validate({option: value}))
    moving = written([scene(60, 40).linear(1, level, uchar=True) for level in (0, 3, 6, 9)], "gif", [50] * 4, 0)
    made = [one.open(moving).encode(Output()).size for one in (engine, other)]
    assert made[0] != made[1]
    assert (made[0] < made[1]) == (value == 0)


def test_every_option_is_tested_and_documented() -> None:
    known = {option for _, option, _ in OPTIONS} | {option for option, _ in FILM}
    known |= {
        "read",
        "write",
        "jpeg_margin",
        "webp_margin",
        "avif_pixels",
        "fonts",
        "jpeg_turbo",
        "keep_decoded",
        "keep_decoded_for",
    }
    assert known == set(VipsEngine.Options.model_fields)
    assert all(field.description for field in explained(VipsEngine.Options).values())


def drawing() -> Blob:
    """A vector picture of 120x80."""
    head = b'<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80">'
    return Blob(head + b'<rect width="60" height="40" fill="red"/></svg>')
