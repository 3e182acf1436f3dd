"""Colour: everything comes out as 8-bit sRGB or grey, looking as it did."""

from __future__ import annotations

from functools import cache

import pytest
import pyvips

from fitter import Blob, Box, Image, Output, Size
from fitter.engines.vips import VipsEngine
from fitter.engines.vips.colour import needs_profile, profile_name, to_size
from tests.engines.stage import distance, flat, means, scene, seen, shown, source
from tests.material import photo

STEPS = [Size(60, 40), Size(20, 10), Size(90, 70)]
"""As it is, smaller, larger."""


@cache  # the CMYK profile alone takes 50 ms
def with_profile(name: str, *colour: int) -> pyvips.Image:
    """A picture whose numbers mean that sRGB colour in libvips' own profile of that name."""
    picture = flat(60, 40, *colour).icc_transform(name, input_profile="srgb", black_point_compensation=True)
    return picture.copy_memory()


@pytest.mark.parametrize("size", STEPS)
@pytest.mark.parametrize("colour", [(200, 60, 50), (90, 140, 60), (30, 60, 160), (128, 128, 128)])
def test_a_wide_profile_is_applied(engine: VipsEngine, colour: tuple[int, int, int], size: Size) -> None:
    blob = source(with_profile("p3", *colour))
    image = engine.open(blob).resize(size)
    assert means(shown(image)) == pytest.approx(colour, abs=1.5)
    assert "icc-profile-data" not in shown(image).get_fields()
    assert image.facts()["profile"]


def renamed(picture: pyvips.Image, name: str) -> pyvips.Image:
    """The picture with a profile that says the same under another name."""
    profile, old = bytes(picture.get("icc-profile-data")), str(profile_name(picture))
    name = name[: len(old)].ljust(len(old))
    other = profile
    for encoding in ("latin-1", "utf-16-be"):
        other = other.replace(old.encode(encoding), name.encode(encoding))
    assert other != profile
    picture = picture.copy()
    picture.set_type(pyvips.GValue.blob_type, "icc-profile-data", other)
    return picture


def test_what_a_profile_says_counts_and_not_its_name(engine: VipsEngine) -> None:
    wide, plain = with_profile("p3", 200, 60, 50), with_profile("srgb", 200, 60, 50)
    made = shown(engine.open(source(renamed(wide, "sRGB"))))
    assert means(made) == pytest.approx((200, 60, 50), abs=1.5)
    assert means(made) != means(wide)
    for one in (plain, renamed(plain, "none of your business")):
        assert means(shown(engine.open(source(one)))) == means(plain)
        assert not needs_profile(one)  # a third of the time of a small picture


@pytest.mark.parametrize("size", STEPS)
@pytest.mark.parametrize("profile", [True, False])
def test_cmyk_with_and_without_its_profile(engine: VipsEngine, profile: bool, size: Size) -> None:
    colours = [(200, 60, 50), (90, 140, 60), (240, 240, 240)]
    ink = beside([with_profile("cmyk", *colour) for colour in colours])
    image = engine.open(source(ink if profile else bare(ink), ".jpg", Q=100))
    assert image.facts()["space"] == "cmyk"
    for colour, made in zip(colours, parts(image, len(colours), size), strict=True):
        assert made == pytest.approx(colour, abs=12)


@pytest.mark.parametrize("size", STEPS)
@pytest.mark.parametrize("profile", [True, False])
def test_black_ink_is_black(engine: VipsEngine, profile: bool, size: Size) -> None:
    inks = ((255, 255, 255, 255), (191, 173, 163, 230), (0, 0, 0, 255))
    picture = beside([flat(60, 40, *ink).copy(interpretation="cmyk") for ink in inks])
    if profile:
        said = with_profile("cmyk", 0, 0, 0).get("icc-profile-data")
        picture.set_type(pyvips.GValue.blob_type, "icc-profile-data", said)
    for made in parts(engine.open(source(picture, ".jpg", Q=100)), len(inks), size):
        assert max(made) < 25  # not 45


def beside(fields: list[pyvips.Image]) -> pyvips.Image:
    """Fields of one size in a row: what a CMYK profile costs is paid once for all."""
    return pyvips.Image.arrayjoin(fields).copy()


def parts(image: Image, count: int, size: Size) -> list[list[float]]:
    """The mean of the middle of each of so many fields, each of them resized to that size."""
    made = shown(image.resize(Size(count * size.width, size.height)))
    boxes = (Box(at * size.width + 4, 0, (at + 1) * size.width - 4, size.height) for at in range(count))
    return [means(made, box) for box in boxes]


def bare(picture: pyvips.Image) -> pyvips.Image:
    """The picture without its profile."""
    picture = picture.copy()
    picture.remove("icc-profile-data")
    return picture


@pytest.mark.parametrize("size", STEPS[:2])
@pytest.mark.parametrize("profile", [b"", b"no profile", bytes(4000), b"\xff" * 200, "of another space", "cut"])
@pytest.mark.parametrize("kind", ["srgb", "cmyk", "grey", "alpha"])
def test_a_broken_profile_is_no_reason_to_fail(engine: VipsEngine, kind: str, profile: bytes | str, size: Size) -> None:
    colours = {"srgb": (200, 60, 50), "grey": (99,), "alpha": (200, 60, 50, 100)}
    picture = with_profile("cmyk", 200, 60, 50) if kind == "cmyk" else flat(60, 40, *colours[kind])
    cmyk = with_profile("cmyk", 1, 2, 3).get("icc-profile-data")
    rgb = with_profile("p3", 1, 2, 3).get("icc-profile-data")
    other = rgb if kind == "cmyk" else cmyk
    broken = {"of another space": other, "cut": cmyk[:2000]}.get(str(profile), profile)
    picture = picture.copy()
    picture.set_type(pyvips.GValue.blob_type, "icc-profile-data", broken)
    blob = source(picture, ".jpg" if kind == "cmyk" else ".png")
    made = shown(engine.open(blob).resize(size))
    expected = colours.get(kind, (200, 60, 50))
    assert means(made) == pytest.approx(expected, abs=12)


@pytest.mark.parametrize("size", STEPS)
@pytest.mark.parametrize("ink", [(99,), (99, 70), (200, 60, 50), (200, 60, 50, 70)])
def test_sixteen_bits(engine: VipsEngine, ink: tuple[int, ...], size: Size) -> None:
    space = "grey16" if len(ink) < 3 else "rgb16"
    deep = (flat(60, 40, *ink).cast("ushort") * 257).cast("ushort").copy(interpretation=space)
    image = engine.open(source(deep))
    made = shown(image.resize(size))
    assert image.facts()["bits"] == 16
    assert (made.format, made.bands) == ("uchar", len(ink))
    assert means(made) == pytest.approx(ink, abs=1)


def test_what_has_sixteen_bits_is_resized_in_eight() -> None:
    deep = (flat(60, 40, 200, 60, 50).cast("ushort") * 257).cast("ushort").copy(interpretation="rgb16")
    assert to_size(deep, Size(30, 20)).format == "uchar"
    managed = flat(60, 40, 200, 60, 50).icc_transform("p3", input_profile="srgb", depth=16)
    assert to_size(managed, Size(30, 20)).format == "ushort"


@pytest.mark.parametrize("name", ["p3", "srgb"])
def test_sixteen_bits_with_a_profile_and_alpha(engine: VipsEngine, name: str) -> None:
    deep = flat(60, 40, 200, 60, 50).icc_transform(name, input_profile="srgb", depth=16)
    deep = deep.bandjoin(flat(60, 40, 128).cast("ushort") * 257).cast("ushort").copy(interpretation="rgb16")
    made = shown(engine.open(source(deep)).resize(Size(30, 20)))
    assert made.format == "uchar"
    assert means(made) == pytest.approx([200, 60, 50, 128], abs=2)


@pytest.mark.parametrize("ink", [(99,), (99, 70)])
@pytest.mark.parametrize("format", ["png", "webp", "avif", "gif", "jpeg"])
def test_grey_is_written_in_every_format(engine: VipsEngine, format: str, ink: tuple[int, ...]) -> None:
    image = engine.open(source(flat(60, 40, *ink)))
    assert shown(image.resize(Size(30, 20))).bands == len(ink)
    assert seen(image.encode(Output(format=format)))(20, 20)[0] == pytest.approx(99, abs=3) or len(ink) == 2


def test_a_palette(engine: VipsEngine) -> None:
    made = shown(engine.open(source(scene(90, 60), ".png", palette=True)).resize(Size(45, 30)))
    assert (made.bands, made.format) == (3, "uchar")


def test_one_bit(engine: VipsEngine) -> None:
    black = flat(60, 40, 0).insert(flat(30, 40, 255), 30, 0)
    made = shown(engine.open(source(black, ".png", bitdepth=1)))
    assert [made(5, 5), made(50, 5)] == [[0], [255]]


def test_profile_names(engine: VipsEngine) -> None:
    def name(picture: pyvips.Image) -> str | None:
        found: str | None = engine.open(source(picture)).facts()["profile"]
        return found

    assert name(with_profile("srgb", 1, 2, 3)) in ("sRGB", "sRGB built-in", "c2")  # by the version of libvips
    assert name(flat(9, 9, 1, 2, 3)) is None


@pytest.mark.parametrize("size", [Size(816, 612), Size(408, 306), Size(204, 153)])
def test_a_photograph_in_p3(engine: VipsEngine, size: Size) -> None:
    made = shown(engine.open(Blob(photo("photo-p3.jpg").read_bytes())).resize(size))
    part = 816 // size.width
    sky = Box(560 // part, 20 // part, 680 // part, 100 // part)
    assert means(made, sky) == pytest.approx([74, 110, 164], abs=1)


@pytest.mark.parametrize(("name", "mean"), [("cmyk-icc.jpg", [121, 126, 115]), ("cmyk-plain.jpg", [28, 7, 7])])
def test_a_photograph_in_cmyk(engine: VipsEngine, name: str, mean: list[float]) -> None:
    made = shown(engine.open(Blob(photo(name).read_bytes())))
    assert (made.bands, made.interpretation) == (3, "srgb")
    assert means(made) == pytest.approx(mean, abs=15)


@pytest.mark.parametrize(("name", "bits"), [("photo-10bit.avif", 10), ("photo-16bit.png", 16)])
def test_deep_photographs(engine: VipsEngine, name: str, bits: int) -> None:
    image = engine.open(Blob(photo(name).read_bytes()))
    half = Size(image.size.width // 2, image.size.height // 2)
    assert image.facts()["bits"] == bits
    assert distance(shown(image.resize(half)), to_size(shown(image), half)) < 1
