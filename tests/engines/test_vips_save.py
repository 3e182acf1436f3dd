"""Encoders: what may stay in a file besides pixels, and what a format cannot hold."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import pyvips

from fitter import Blob, LimitExceeded, Output, Size, UndecodableImage
from fitter.engines.vips import VipsEngine, decoders, save
from tests.engines.stage import flat, means, scene, seen, source, tagged
from tests.material import ROOT, photo

FORMATS = ("jpeg", "png", "webp", "avif", "gif")
EVERYTHING = frozenset({"exif", "xmp", "iptc", "icc"})
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><secret>%s</secret></x:xmpmeta>'


def loaded(xmp: bytes = XMP % b"author") -> Blob:
    """A JPEG with EXIF, a position, XMP, IPTC and a wide profile, lying on its side."""
    picture = tagged(scene(90, 60), 6).icc_transform("p3", input_profile="srgb").copy()
    fields = {
        "exif-ifd0-Copyright": "Somebody (Somebody, ASCII, 9 components, 9 bytes)",
        "exif-ifd3-GPSLatitude": "53/1 33/1 0/1 (53, 33,  0, Rational, 3 components, 24 bytes)",
        "exif-ifd3-GPSLatitudeRef": "N (N, ASCII, 2 components, 2 bytes)",
    }
    for name, value in fields.items():
        picture.set_type(pyvips.GValue.gstr_type, name, value)
    picture.set_type(pyvips.GValue.blob_type, "xmp-data", xmp)
    picture.set_type(pyvips.GValue.blob_type, "iptc-data", b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\0")
    return source(picture, ".jpg")


def test_the_loaded_picture_is_loaded() -> None:
    kinds = seen(loaded()).get_fields()
    assert {"exif-data", "xmp-data", "iptc-data", "icc-profile-data", "exif-ifd3-GPSLatitude"} <= set(kinds)


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_but_pixels_survives(engine: VipsEngine, format: str) -> None:
    blob = engine.open(loaded()).resize(Size(30, 45)).encode(Output(format=format))
    fields = seen(blob).get_fields()
    assert not [name for name in fields if name.startswith(("exif", "xmp", "iptc", "icc", "orientation"))]
    assert not [mark for mark in (b"Somebody", b"author", b"Exif", b"8BIM") if mark in blob.read()]


@pytest.mark.parametrize("format", ["jpeg", "png", "webp", "avif"])
@pytest.mark.parametrize("kept", ["exif", "xmp", "icc"])
def test_what_is_kept_and_nothing_else(engine: VipsEngine, format: str, kept: str) -> None:
    blob = engine.open(loaded()).encode(Output(format=format, keep=frozenset({kept})))
    fields = seen(blob).get_fields()
    names = {"exif": "exif-data", "xmp": "xmp-data", "icc": "icc-profile-data"}
    assert [kind for kind, name in names.items() if name in fields] == [kept]


def test_iptc_is_kept_in_jpeg(engine: VipsEngine) -> None:
    blob = engine.open(loaded()).encode(Output(keep=frozenset({"iptc"})))
    assert b"8BIM" in blob.read()


@pytest.mark.parametrize("format", ["jpeg", "png", "webp", "avif"])
@pytest.mark.parametrize("mark", [b"author", b"GPSLatitude"])
def test_the_position_never_survives(engine: VipsEngine, format: str, mark: bytes) -> None:
    blob = engine.open(loaded(XMP % mark)).encode(Output(format=format, keep=EVERYTHING))
    picture = seen(blob)
    assert not [name for name in picture.get_fields() if name.startswith("exif-ifd3-")]
    assert ("xmp-data" in picture.get_fields()) == (mark == b"author")
    assert b"GPSLatitude" not in blob.read()
    assert "Somebody" in picture.get("exif-ifd0-Copyright")


@pytest.mark.parametrize("format", ["jpeg", "png", "webp", "avif"])
def test_an_upright_picture_is_not_told_to_turn(engine: VipsEngine, format: str) -> None:
    blob = engine.open(loaded()).encode(Output(format=format, keep=EVERYTHING))
    again = engine.open(blob)
    assert (again.size, again.facts()["orientation"]) == (Size(60, 90), 1)


def test_a_kept_profile_is_the_one_of_the_pixels(engine: VipsEngine) -> None:
    plain = source(flat(40, 40, 200, 60, 50).icc_transform("p3", input_profile="srgb"))
    blob = engine.open(plain).encode(Output(keep=EVERYTHING))
    assert means(seen(blob)) == pytest.approx([200, 60, 50], abs=1)
    assert means(seen(engine.open(blob).encode(Output()))) == pytest.approx([200, 60, 50], abs=1)


@pytest.mark.parametrize("name", ["flowers-8mp-or3.jpg", "metadata.jpg"])
@pytest.mark.parametrize("format", FORMATS)
def test_photographs_lose_their_position(engine: VipsEngine, name: str, format: str) -> None:
    image = engine.open(Blob(photo(name).read_bytes())).resize(Size(80, 60))
    bare, full = image.encode(Output(format=format)), image.encode(Output(format=format, keep=EVERYTHING))
    assert not [name for name in seen(bare).get_fields() if name.startswith(("exif", "xmp", "icc"))]
    assert not [name for name in seen(full).get_fields() if name.startswith(("exif-ifd3", "exif-ifd1"))]
    assert b"GPS" not in full.read()


@pytest.mark.parametrize(
    ("format", "size"),
    [("webp", Size(16384, 1)), ("webp", Size(1, 16384)), ("avif", Size(16385, 2)), ("jpeg", Size(65501, 1))],
)
def test_a_side_that_is_too_long(engine: VipsEngine, format: str, size: Size) -> None:
    image = engine.open(source(flat(4, 4, 9, 9, 9))).resize(size)
    with pytest.raises(LimitExceeded, match=f"at most .* not {size}"):
        image.encode(Output(format=format))


@pytest.mark.parametrize(
    ("format", "size"), [("webp", Size(16383, 1)), ("jpeg", Size(65500, 1)), ("gif", Size(1, 65535))]
)
def test_a_side_that_just_fits(engine: VipsEngine, format: str, size: Size) -> None:
    assert engine.open(source(flat(4, 4, 9, 9, 9))).resize(size).encode(Output(format=format)).size


def test_qualities_by_format(engine: VipsEngine) -> None:
    image = engine.open(source(scene(120, 90)))
    for format in ("jpeg", "webp", "avif"):
        low, high = (image.encode(Output(format, qualities={format: quality})).size for quality in (20, 90))
        assert low < high
        assert image.encode(Output(format, quality=20, qualities={format: 90})).size == low


def test_an_avif_of_too_many_pixels_is_refused_before_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    image = VipsEngine(VipsEngine.Options(avif_pixels=2000)).open(source(flat(50, 41, 9, 9, 9)))
    monkeypatch.setattr(decoders, "_DECODERS", {})
    with pytest.raises(LimitExceeded, match=r"2050 pixels \(50x41\); at most 2000 are written as avif"):
        image.encode(Output("avif"))


def test_an_avif_that_just_fits() -> None:
    engine = VipsEngine(VipsEngine.Options(avif_pixels=2000))
    assert engine.open(source(flat(50, 40, 9, 9, 9))).encode(Output("avif")).size
    assert engine.open(source(flat(50, 41, 9, 9, 9))).encode(Output("jpeg")).size


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
@pytest.mark.parametrize("part", [1, 0.6])
def test_an_encoder_that_fails_is_not_the_sources_fault(
    engine: VipsEngine, monkeypatch: pytest.MonkeyPatch, suffix: str, part: float
) -> None:
    def write(*_: object) -> Blob:
        raise pyvips.Error("anything at all")

    monkeypatch.setattr(save, "write", write)
    whole = source(scene(300, 200), suffix).read()
    image = engine.open(Blob(whole[: int(len(whole) * part)]))
    if part < 1:
        with pytest.raises(UndecodableImage, match="cut short"):
            image.encode(Output())
    else:
        with pytest.raises(LimitExceeded, match="300x200 cannot be written as webp within the memory of a worker; ask"):
            image.encode(Output("webp"))


POOR = """
import resource
from fitter import FitterError, Output, Size
from fitter.engines.vips import VipsEngine
from tests.engines.stage import scene, source
image = VipsEngine(VipsEngine.Options()).open(source(scene(400, 300), ".jpg")).resize(Size(4000, 3000))
resource.setrlimit(resource.RLIMIT_DATA, (160 * 2**20, 160 * 2**20))
try:
    image.encode(Output("avif"))
except FitterError as error:
    print(type(error).__name__, error.detail)
"""


def test_too_little_memory_for_an_encoder() -> None:
    few = {**os.environ, "VIPS_CONCURRENCY": "1"}
    ran = subprocess.run([sys.executable, "-c", POOR], capture_output=True, text=True, cwd=ROOT, env=few, check=True)
    assert ran.stdout.startswith("LimitExceeded The picture of 4000x3000 cannot be written as avif within the memory")
