from __future__ import annotations

from typing import Any

import pytest

from fitter import BadArgument
from fitter.operations.fill import Fill
from tests.contracts.operation import OperationContract
from tests.material import vectors
from tests.operations.stage import corners, grammar, made, pixel, plain, png, quad

NAVY, CLEARED = (0, 0, 128), png(plain(40, 20, 255, 0, 0, 0))


def is_ours(case: Any) -> bool:
    """Of thumbor's cases, those of filters about the ground; the mark of tables that are not there stays, too."""
    return not isinstance(case, dict) or case["filter"].startswith(("fill", "background_color"))


class TestFill(OperationContract):
    operation = Fill

    @pytest.mark.parametrize(
        ("path", "size"),
        [
            ("fit-in/300x200/fill:navy", (300, 200)),
            ("fit-in/50x50/filters:fill(navy)", (50, 50)),
            ("fit-in/50x/fill:navy", (50, 38)),
            ("fit-in/50x/fill:navy,,60,60", (60, 60)),
            ("fit-in/50x50/fill:navy,,0,90", (50, 90)),
            ("full-fit-in/50x50/fill:navy", (67, 50)),  # larger than its size: nothing is cut off
            ("fill:navy", (80, 60)),
            ("fit-in/origx90/fill:navy", (80, 90)),
            ("fit-in/8xorig/filters:fill(navy)", (8, 60)),
            ("fit-in/origx30/fill:navy", (80, 30)),
            ("10x10:50x40/fit-in/8xorig/fill:navy", (8, 30)),
            ("fit-in/8xorig/fill:navy/dpr:2", (16, 60)),
            ("fill:navy,,orig,90", (80, 90)),
            ("fit-in/200x200/filters:no_upscale():fill(navy)", (80, 60)),
            ("fit-in/200x200/filters:fill(navy):no_upscale()", (80, 60)),
            ("no-upscale/fit-in/200x20/fill:navy", (80, 20)),
            ("no-upscale/adaptive-fit-in/20x200/fill:navy", (60, 20)),
            ("fit-in/200x200/filters:upscale():fill(navy)", (200, 200)),
            ("fit-in/40x90/rotate:90/fill:navy", (40, 90)),
        ],
    )
    def test_it_is_as_large_as_was_asked(self, path: str, size: tuple[int, int]) -> None:
        picture = made(f"{path}/key.png")
        assert (picture.width, picture.height) == size

    @pytest.mark.parametrize(
        ("fit", "source", "size"),
        [
            ("adaptive-fit-in", (60, 80), (90, 120)),
            ("adaptive-fit-in", (80, 60), (120, 90)),
            ("adaptive-fit-in", (300, 400), (90, 120)),
            ("fit-in", (300, 400), (120, 90)),
        ],
    )
    def test_the_canvas_turns_with_the_picture(self, fit: str, source: tuple[int, int], size: tuple[int, int]) -> None:
        picture = made(f"{fit}/120x90/fill:navy/key.png", quad(*source))
        assert (picture.width, picture.height) == size

    def test_the_picture_is_in_the_middle(self) -> None:
        picture = made("fit-in/200x60/fill:navy/key.png")
        assert [pixel(picture, *at)[:3] for at in [(0, 0), (59, 30), (-60, 30), (-1, -1)]] == [NAVY] * 4
        assert [pixel(picture, *at)[:3] for at in [(60, 2), (-61, -3)]] == [(255, 0, 0), (255, 255, 0)]

    def test_transparent(self) -> None:
        for word in ("fill:transparent", "filters:fill(none)"):
            picture = made(f"fit-in/100x60/{word}/key.png")
            assert (pixel(picture, 0, 0)[3], pixel(picture, 50, 30)[3]) == (0, 255)
        assert pixel(made("fit-in/100x60/fill:transparent/format:jpeg/quality:100/key.png"), 2, 2) == (255, 255, 255)

    def test_auto_is_the_mean(self) -> None:
        picture = made("fit-in/100x60/fill:auto/key.png")
        assert pixel(picture, 0, 0)[:3] == pytest.approx((128, 128, 64), abs=2)

    def test_blur_is_the_picture_itself_without_its_edges(self) -> None:
        picture = made("fit-in/300x60/fill:blur/key.png")
        assert (corners(picture)[:2], picture.bands) == ("RG", 3)
        assert pixel(picture, 150, 10) == (0, 255, 0)  # sharp in the middle
        assert all(60 < value < 200 for value in pixel(made("fit-in/60x300/fill:blur/key.png"), 30, 20)[:2])

    @pytest.mark.parametrize("colour", ["blue", "auto", "blur"])
    def test_it_goes_under_transparent_pixels_when_told(self, colour: str) -> None:
        assert pixel(made(f"fill:{colour}/key.png", CLEARED), 5, 5)[3] == 0
        picture = made(f"fit-in/50x50/fill:{colour},true/key.png", CLEARED)
        assert picture.bands == 3
        assert pixel(picture, 5, 25) == ((0, 0, 255) if colour == "blue" else (255, 255, 255))

    def test_the_size_may_be_of_another_density(self) -> None:
        fill = Fill.build(color="navy", width=30, height=20).scaled(1.5)
        assert (fill.width, fill.height) == (45, 30)

    def test_the_canonical_text_names_the_size(self) -> None:
        plan = grammar().parse("adaptive-fit-in/300x200/fill:red/key.png")
        assert plan.operations[1].text == "fill:ff0000,,300,200,true"
        assert grammar().parse("adaptive-fit-in/300x200/fill:ff0000,,300,200,true/key.png") == plan

    @pytest.mark.parametrize("argument", ["notacolor", "", "red,perhaps", "red,,-3", "red,,9999999"])
    def test_what_it_is_not(self, argument: str) -> None:
        with pytest.raises(BadArgument, match=r"must be|required"):
            grammar().parse(f"fill:{argument}/key.png")

    @pytest.mark.parametrize("case", [c for c in vectors("thumbor.json", "http_filter_pixels") if is_ours(c)])
    def test_thumbors_pixels(self, case: dict[str, Any]) -> None:
        source = png(plain(40, 30, 0, 0, 0, 0) if "clear" in case["source"] else plain(40, 30, 100, 150, 200))
        picture = made(f"filters:{case['filter']}/key.png", source)
        assert (picture.width, picture.height) == (case["width"], case["height"])
        for place, value in case["pixels"].items():
            seen = (*pixel(picture, *map(int, place.split(","))), 255)[:4]
            assert seen == pytest.approx(tuple(value), abs=2)
