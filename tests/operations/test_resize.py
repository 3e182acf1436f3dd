"""The geometry of sizes, without a pixel: which part is cut out and what size comes of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import pyvips
from hypothesis import given, settings
from hypothesis import strategies as st

from fitter import Blob, Box, Image, Size, middle
from fitter.engines.vips import VipsEngine
from fitter.operations.resize import Resize
from fitter.workers.detection import Detection
from tests.contracts.operation import OperationContract
from tests.material import photo, vectors
from tests.operations.stage import COLOURS, answer, made, pixel, plain, png
from tests.table import table
from tests.url.plans import operations
from tests.url.words import GRAMMAR


class TestResize(OperationContract):
    operation = Resize


def near(one: Any, other: Any) -> bool:
    """Equal up to a pixel a side, as the tables allow."""
    return all(abs(a - b) <= 1 for a, b in zip(one, other, strict=True))


def edges(box: Box) -> tuple[int, int, int, int]:
    return box.left, box.top, box.right, box.bottom


def sides(size: Size) -> tuple[int, int]:
    return size.width, size.height


def resize(path: str) -> Resize:
    (operation,) = GRAMMAR.operations(path)
    assert isinstance(operation, Resize)
    return operation


# thumbor's tables


@table("case", vectors("thumbor.json", "transform_crop_table"))
def test_the_part_that_is_cut_out_is_thumbors(case: dict[str, Any]) -> None:
    halign = case["halign"].replace("middle", "center")
    places = tuple(f"{x},{y}" for x, y, weight in case["focal_points"] if weight == 1)
    assert len(places) == len(case["focal_points"])
    width, height = case["target"]
    one = Resize.build(width=width, height=height, halign=halign, valign=case["valign"], focal=places)
    source, cut = Size(*case["source"]), one.cut(Size(*case["source"]))
    assert near(sides(one.target(source)), case["final_size"])
    if case["crop_ltrb"] is None:
        assert cut is None
    else:
        assert cut
        assert near(edges(cut), case["crop_ltrb"])


@pytest.mark.parametrize("case", vectors("thumbor.json", "transform_fit_in_table"))
def test_the_size_that_fits_in_is_thumbors(case: dict[str, Any]) -> None:
    fit = "adaptive-" * case["adaptive"] + "full-" * case["full"] + "fit-in"
    one, source = Resize.build(width=case["target"][0], height=case["target"][1], fit=fit), Size(*case["source"])
    assert near(sides(one.target(source)), case["expected_size"])
    assert (one.target(source) != source) is case["resizes"]
    assert one.cut(source) is None


# Each word


@table(
    ("path", "source", "target"),
    [
        # a side that is left out follows the other
        ("300x", (600, 400), (300, 200)),
        ("x100", (600, 400), (150, 100)),
        ("x", (600, 400), (600, 400)),
        ("0x0", (600, 400), (600, 400)),
        ("1x", (1, 100_000), (1, 100_000)),
        ("x1", (1, 100_000), (1, 1)),
        ("1200x", (600, 400), (1200, 800)),
        # the source's own
        ("origx", (600, 400), (600, 400)),
        ("origx100", (600, 400), (600, 100)),
        ("100xorig", (600, 400), (100, 400)),
        ("origxorig", (600, 400), (600, 400)),
        # fit-in keeps all of it and never enlarges
        ("fit-in/300x300", (600, 400), (300, 200)),
        ("fit-in/300x300", (400, 600), (200, 300)),
        ("fit-in/1200x1200", (600, 400), (600, 400)),
        ("fit-in/1200x200", (600, 400), (300, 200)),
        ("fit-in/x200", (600, 400), (300, 200)),
        ("fit-in/1200x", (600, 400), (600, 400)),
        ("fit-in/x", (600, 400), (600, 400)),
        ("fit-in/600x400", (600, 400), (600, 400)),
        ("fit-in/1x1", (600, 400), (1, 1)),
        ("fit-in/100x100", (100_000, 1), (100, 1)),
        ("fit-in/300xorig", (600, 400), (300, 200)),
        ("upscale/fit-in/1200x1200", (600, 400), (1200, 800)),
        ("no-upscale/fit-in/1200x1200", (600, 400), (600, 400)),
        # full-fit-in covers the size
        ("full-fit-in/300x300", (600, 400), (450, 300)),
        ("full-fit-in/300x300", (400, 600), (300, 450)),
        ("full-fit-in/1200x1200", (600, 400), (1800, 1200)),
        ("no-upscale/full-fit-in/1200x1200", (600, 400), (600, 400)),
        # adaptive turns the size as the picture lies
        ("adaptive-fit-in/200x300", (600, 400), (300, 200)),
        ("adaptive-fit-in/200x300", (400, 600), (200, 300)),
        ("adaptive-fit-in/300x300", (600, 400), (300, 200)),
        ("adaptive-fit-in/200x300", (500, 500), (200, 200)),
        ("adaptive-fit-in/x300", (600, 400), (450, 300)),
        ("adaptive-full-fit-in/200x300", (600, 400), (300, 200)),
        ("adaptive-full-fit-in/100x300", (600, 400), (300, 200)),
        # stretch
        ("stretch/300x300", (600, 400), (300, 300)),
        ("stretch/1200x10", (600, 400), (1200, 10)),
        ("stretch/300x", (600, 400), (300, 200)),
        # a size as it is asked for, or no larger than the source
        ("300x300", (600, 400), (300, 300)),
        ("1200x1200", (600, 400), (1200, 1200)),
        ("upscale/1200x1200", (600, 400), (1200, 1200)),
        ("no-upscale/1200x1200", (600, 400), (600, 400)),
        ("no-upscale/1200x100", (600, 400), (600, 100)),
        ("no-upscale/1200x", (600, 400), (600, 400)),
        ("no-upscale/stretch/1200x100", (600, 400), (600, 100)),
    ],
)
def test_a_size_comes_of_the_source_and_the_words(path: str, source: tuple[int, int], target: tuple[int, int]) -> None:
    assert sides(resize(path).target(Size(*source))) == target
    assert sides(resize(path).bounds(Size(*source))) == target


@table(
    ("path", "cut"),
    [
        # 600x400
        ("200x200", (100, 0, 500, 400)),
        ("200x200/left", (0, 0, 400, 400)),
        ("200x200/right", (200, 0, 600, 400)),
        ("200x200/right/top", (200, 0, 600, 400)),
        ("300x100", (0, 100, 600, 300)),
        ("300x100/top", (0, 0, 600, 200)),
        ("300x100/bottom", (0, 200, 600, 400)),
        ("300x100/left/bottom", (0, 200, 600, 400)),
        ("1200x1200", (100, 0, 500, 400)),
        ("1x400", (300, 0, 301, 400)),
        ("600x1", (0, 200, 600, 201)),
        ("10000x1", (0, 200, 600, 201)),
        ("no-upscale/1200x100/top", (0, 0, 600, 100)),
        # proportions that agree to two digits
        ("300x200", None),
        ("3000x2001", None),
        ("300x201", (1, 0, 599, 400)),
        ("300x", None),
        ("x", None),
        *((f"{fit}/300x100/left", None) for fit in ("fit-in", "full-fit-in", "adaptive-fit-in", "stretch")),
    ],
)
def test_what_is_over_is_cut_off_where_it_is_said(path: str, cut: tuple[int, int, int, int] | None) -> None:
    found = resize(path).cut(Size(600, 400))
    assert (found and edges(found)) == cut


@table(
    ("words", "cut"),
    [
        # 600x400, of which 200x200 leaves 400x400
        ("focal:300,200", (100, 0, 500, 400)),
        ("focal:0,0", (0, 0, 400, 400)),
        ("focal:599,0", (200, 0, 600, 400)),
        ("focal:9999,0", (200, 0, 600, 400)),
        ("focal:250,0", (50, 0, 450, 400)),
        ("focal:0.5,0", (100, 0, 500, 400)),
        ("focal:50p,1", (100, 0, 500, 400)),
        ("focal:40p,100p/right", (40, 0, 440, 400)),
        ("focal:200x100:320x220", (60, 0, 460, 400)),
        ("focal:0.4x0:0.6x0.1", (100, 0, 500, 400)),
        # a box draws by its area, a point as one pixel does
        ("focal:200x0:300x100/focal:350x0:360x10", (51, 0, 451, 400)),
        ("focal:200x0:300x100/focal:400,0", (50, 0, 450, 400)),
        ("focal:200,0/focal:300,0", (50, 0, 450, 400)),
        ("gravity:ea", (200, 0, 600, 400)),
        ("gravity:sowe", (0, 0, 400, 400)),
        ("gravity:fp,0.45,1", (70, 0, 470, 400)),
    ],
)
def test_what_is_named_is_kept(words: str, cut: tuple[int, int, int, int]) -> None:
    found = resize(f"200x200/{words}").cut(Size(600, 400))
    assert found
    assert edges(found) == cut


@table(
    ("words", "columns"),
    [
        # 200x100, of which 50x100 leaves 50 columns round a place of the source
        ("50x100/filters:focal(150x0:160x100)", (130, 179)),
        ("flop/50x100/filters:focal(150x0:160x100)", (179, 130)),
        ("flip/50x100/filters:focal(150x0:160x100)", (130, 179)),
        ("rotate:180/50x100/filters:focal(150x0:160x100)", (179, 130)),
        ("crop:100,0,100,100/50x100/filters:focal(150x0:160x100)", (130, 179)),
        ("filters:focal(150x0:160x100)/crop:50p,0,50p,100p/50x100", (130, 179)),
        ("100x0:200x100/50x100/filters:focal(150x0:160x100)", (130, 179)),
        ("6x420:90x500/50x100/filters:focal(150x0:160x100)", (130, 179)),
        ("100x0:900x900/flop/10x0:90x100/50x100/filters:focal(150x0:160x100)", (179, 130)),
        ("rotate:90/rotate:270/crop:20,0,180,100/50x100/filters:focal(155,50)", (130, 179)),
        ("crop:100,0,100,100/50x100/focal:source,155,50", (130, 179)),
        ("crop:100,0,100,100/50x100/focal:55,50", (130, 179)),
        ("crop:100,0,100,100/50x100/filters:focal(0.5,0.5)", (125, 174)),
        ("blur:0.01/50x100/filters:focal(150x0:160x100):orient(180)", (179, 130)),
    ],
)
def test_a_place_of_the_source_is_kept_wherever_it_is_by_now(words: str, columns: tuple[int, int]) -> None:
    at = pyvips.Image.xyz(200, 100)[0].cast("uchar")
    picture = made(f"{words}/key.png", png(at.copy(interpretation="b-w")))
    assert (pixel(picture, 0, 50)[0], pixel(picture, -1, 50)[0]) == columns


def test_what_is_told_of_a_picture_is_the_same_with_a_place_of_the_source() -> None:
    words = ("focal:source,50,0", "focal:30,0")
    told = [json.loads(answer(f"meta/crop:20,0,60,60/20x60/{word}/key.png").read()) for word in words]
    assert [one["type"] for one in told[0]["thumbor"]["operations"]] == ["crop", "crop"]
    assert (told[0]["thumbor"], told[0]["result"]) == (told[1]["thumbor"], told[1]["result"])


# Every size and every picture

pictures = st.builds(Size, st.integers(1, 100_000), st.integers(1, 100_000))


@settings(max_examples=400)
@given(operations(Resize), pictures)
def test_a_picture_has_a_size_and_a_cut_lies_on_it(one: Resize, source: Size) -> None:
    target, cut = one.target(source), one.cut(source)
    assert min(sides(target)) >= 1
    assert one.bounds(source) == target
    if cut is not None:
        assert not cut.empty
        assert cut.within(source) == cut
        assert cut.size.width == source.width or cut.size.height == source.height


@settings(max_examples=400)
@given(st.integers(1, 3000), st.integers(1, 3000), st.integers(1, 3000), st.integers(1, 3000))
def test_words_keep_what_they_promise(width: int, height: int, source_width: int, source_height: int) -> None:
    source = Size(source_width, source_height)

    def target(words: str) -> Size:
        return resize(f"{words}{width}x{height}").target(source)

    plain, within, cover = target(""), target("fit-in/"), target("full-fit-in/")
    grown, small = target("upscale/fit-in/"), target("no-upscale/")
    assert plain == target("stretch/") == Size(width, height)
    assert within.width <= min(width, source_width)
    assert within.height <= min(height, source_height)
    assert grown.width == width or grown.height == height
    assert grown.width <= width
    assert grown.height <= height
    assert cover.width >= width
    assert cover.height >= height
    assert cover.width == width or cover.height == height
    assert small == Size(min(width, source_width), min(height, source_height))
    for kept in (within, cover, grown):
        assert abs(kept.width * source_height - kept.height * source_width) <= max(source_width, source_height)


def test_narrow_pictures_are_cut_and_not_squeezed() -> None:
    # 0.005 and 0.014 are both 0.01 in two digits.
    assert Resize.build(width=100, height=7000).cut(Size(100, 20000)) == Box(0, 6500, 100, 13500)


# A smart cut, with pixels


def dotted(width: int, height: int) -> pyvips.Image:
    """Red, with much in it."""
    noise = pyvips.Image.gaussnoise(width, height, mean=128, sigma=60, seed=1).cast("uchar")
    red = plain(width, height, *COLOURS["R"])
    return red.extract_band(0).bandjoin([noise, noise]).copy(interpretation="srgb")


def open_(source: Blob) -> Image:
    return VipsEngine(VipsEngine.Options()).open(source)


@pytest.mark.parametrize(("left", "seen"), [(10, range(30)), (660, range(65, 100))])
def test_a_smart_cut_keeps_what_draws_the_eye(left: int, seen: range) -> None:
    spot = plain(800, 400, 128, 128, 128).insert(plain(100, 100, *COLOURS["R"]), left, 150)
    picture = made("100x100/smart/key.png", png(spot))
    assert (picture.width, picture.height) == (100, 100)
    red = [x for x in range(100) if pixel(picture, x, 50)[1] < 60]
    assert len(red) in range(22, 27)
    assert set(red) <= set(seen)


@pytest.mark.parametrize("look", ["smart", "smart:entropy"])
@pytest.mark.parametrize(("left", "top"), [(60, 40), (420, 500), (700, 200), (333, 333)])
def test_every_size_keeps_the_same_point(look: str, left: int, top: int) -> None:
    spot = png(plain(800, 600, 128, 128, 128).insert(dotted(60, 60), left, top))
    for width, height in ((100, 300), (60, 60), (600, 150)):
        one = resize(f"{width}x{height}/{look}").aimed(open_(spot), Detection(None))
        assert one.focal == resize(f"300x300/{look}").aimed(open_(spot), Detection(None)).focal
        cut = one.cut(Size(800, 600))
        assert cut
        assert cut.left < left + 60
        assert left < cut.right
        assert cut.top < top + 60
        assert top < cut.bottom


@pytest.mark.parametrize("look", ["smart", "smart:entropy"])
@pytest.mark.parametrize("name", ["photo-2040.webp", "photo-p3.jpg"])
def test_every_size_of_a_photograph_keeps_the_same_point(look: str, name: str) -> None:
    image = open_(Blob(photo(name).read_bytes()))
    aimed = [resize(f"{size}/{look}").aimed(image, Detection(None)) for size in ("90x300", "300x300", "300x40")]
    assert len({one.focal for one in aimed}) == 1
    (x, y) = middle([one.spot(image.size) for one in aimed[0].focal])
    for one in aimed:
        cut = one.cut(image.size)
        assert cut
        assert cut.left <= x * image.size.width <= cut.right
        assert cut.top <= y * image.size.height <= cut.bottom


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("20000x100/smart", Size(120, 4000)),
        ("100x20000/smart", Size(4000, 120)),
        ("100x100/smart", Size(10, 60_000)),
        ("7x2/smart", Size(3, 5)),
    ],
)
def test_a_smart_cut_builds_nothing_larger_than_the_result(
    path: str, source: Size, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[pyvips.Image] = []

    def noting(real: Callable[..., pyvips.Image]) -> Callable[..., pyvips.Image]:
        def noted(*arguments: Any, **options: Any) -> pyvips.Image:
            built.append(real(*arguments, **options))
            return built[-1]

        return noted

    for name in ("resize", "affine"):
        monkeypatch.setattr(pyvips.Image, name, noting(getattr(pyvips.Image, name)), raising=False)
    blob = answer(f"{path}/key.png", png(plain(source.width, source.height, 9, 90, 200)))
    target = resize(path).target(source)
    assert (blob.facts["width"], blob.facts["height"]) == sides(target)
    assert max(one.width * one.height for one in built) <= max(target.pixels, 256 * 256)
