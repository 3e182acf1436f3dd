"""Formats that are written where the settings allow it, and where the installed libvips can."""

from __future__ import annotations

from typing import Any

import pytest

from fitter import BadArgument, Blob, Output, Size, UnsupportedImage
from fitter.engines.vips import VipsEngine, formats
from fitter.engines.vips.decoders import installed
from tests.engines.stage import PNG, fields, scene, source

HAS_JXL = installed("jxlsave_buffer")


@pytest.fixture(autouse=True)
def usual(engine: VipsEngine) -> VipsEngine:
    """The decoders that are allowed belong to the process: they are as usual again afterwards."""
    return engine


def test_tiff_is_written_where_it_is_allowed() -> None:
    engine = VipsEngine(VipsEngine.Options(write=["tiff"]))
    blob = engine.open(fields()).encode(Output(format="tiff"))
    assert blob.media_type == "image/tiff"
    assert blob.read()[:4] == b"II*\0"


@pytest.mark.parametrize("compression", ["none", "lzw", "deflate"])
def test_tiff_loses_nothing(compression: Any) -> None:
    engine = VipsEngine(VipsEngine.Options(read=["png", "tiff"], write=["tiff"], tiff_compression=compression))
    first = engine.open(fields())
    again = engine.open(first.encode(Output(format="tiff")))
    assert again.encode(PNG).read() == first.encode(PNG).read()


def test_browsers_do_not_show_tiff() -> None:
    engine = VipsEngine(VipsEngine.Options(read=["tiff"], write=["tiff"]))
    assert engine.open(source(scene(40, 30), ".tif")).written(Output()) == "jpeg"


@pytest.mark.parametrize(
    ("suffix", "alpha", "output", "format"),
    [
        (".tif", None, Output(), "jpeg"),
        (".tif", None, Output(instead="png"), "png"),
        (".tif", 255, Output(), "png"),
        (".tif", 255, Output(instead="png"), "png"),
        (".tif", 255, Output(auto_jpeg=True), "jpeg"),
        (".tif", 254, Output(auto_jpeg=True), "png"),
        (".tif", None, Output(instead="png", auto_jpeg=True), "jpeg"),
        (".tif", None, Output(instead="png", format="webp"), "webp"),
        (".png", None, Output(instead="jpeg"), "png"),
        (".jpg", None, Output(instead="png"), "jpeg"),
    ],
)
def test_what_is_written_instead(suffix: str, alpha: int | None, output: Output, format: str) -> None:
    engine = VipsEngine(VipsEngine.Options(read=["tiff", "png", "jpeg"]))
    picture = scene(40, 30) if alpha is None else scene(40, 30).bandjoin(alpha)
    opened = engine.open(source(picture, suffix))
    assert opened.written(output) == format
    assert opened.encode(output).facts["format"] == format
    assert engine.open(source(scene(40, 30).bandjoin(9), ".tif")).written(Output()) == "png"


def test_jpeg_and_png_are_always_written() -> None:
    assert VipsEngine(VipsEngine.Options(write=["gif"])).describe()["write"] == ["jpeg", "png", "gif"]


def test_a_source_of_a_format_that_is_not_written() -> None:
    engine = VipsEngine(VipsEngine.Options(write=[]))
    assert engine.open(source(scene(40, 30), ".webp")).written(Output()) == "jpeg"


@pytest.mark.skipif(HAS_JXL, reason="this libvips has JPEG XL")
def test_without_jpeg_xl(engine: VipsEngine) -> None:
    about = engine.describe()
    assert "jxl" not in [*about["read"], *about["write"]]
    with pytest.raises(BadArgument, match="here, got jxl"):
        engine.open(fields()).encode(Output(format="jxl"))
    with pytest.raises(UnsupportedImage, match="is a JPEG XL picture; jxl is not among the formats read here"):
        engine.open(Blob(b"\xff\x0a" + bytes(99)))


@pytest.mark.skipif(not HAS_JXL, reason="this libvips has no JPEG XL")
def test_with_jpeg_xl(engine: VipsEngine) -> None:
    picture = scene(60, 40)
    blob = engine.open(source(picture)).encode(Output(format="jxl", lossless=True))
    assert formats.sniff(blob.read()) == "jxl"
    again = engine.open(blob)
    assert (again.size, again.written(Output())) == (Size(60, 40), "jpeg")
