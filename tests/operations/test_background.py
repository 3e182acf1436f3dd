from __future__ import annotations

import pytest

from fitter.operations.background import Background
from tests.contracts.operation import OperationContract
from tests.operations.stage import corners, made, pixel, plain, png


class TestBackground(OperationContract):
    operation = Background

    def test_it_lies_under_what_is_transparent(self) -> None:
        picture = made("background:00ff00/key.png", png(plain(20, 20, 255, 0, 0, 0)))
        assert (picture.bands, pixel(picture, 5, 5)) == (3, (0, 255, 0))

    def test_half_transparent_is_mixed(self) -> None:
        value = pixel(made("filters:background_color(blue)/key.png", png(plain(20, 20, 255, 0, 0, 128))), 5, 5)
        assert all(abs(a - b) <= 2 for a, b in zip(value, (128, 0, 127), strict=True))

    def test_a_colour_that_shines_through_does_so(self) -> None:
        picture = plain(20, 20, 0, 0, 200, 128).insert(plain(10, 20, 9, 9, 9, 0), 0, 0)
        for path in ("background:ff000080/key.png", "fill:ff000080,true/key.png"):
            made_of = made(path, png(picture))
            assert pixel(made_of, 5, 5) == (255, 0, 0, 128), path
            assert pixel(made_of, 15, 5) == pytest.approx((85, 0, 133, 192), abs=1), path
        written = made("background:ff000080/format:jpeg/quality:100/key.png", png(picture))
        assert pixel(written, 3, 5) == pytest.approx((255, 127, 127), abs=3)
        grey = png(plain(20, 20, 0, 255).copy(interpretation="b-w").insert(plain(9, 20, 0, 0), 0, 0))
        assert pixel(made("background:ffffff80/key.png", grey), 5, 5) == (255, 128)

    def test_an_opaque_picture_stays(self) -> None:
        assert corners(made("background:white/key.png")) == "RGBY"

    def test_it_is_the_ground_for_formats_without_transparency(self) -> None:
        source = png(plain(20, 20, 255, 0, 0, 0))
        assert pixel(made("format:jpeg/key.png", source), 5, 5) == (255, 255, 255)

    def test_auto_is_the_mean_of_what_is_seen(self) -> None:
        picture = plain(20, 20, 255, 0, 0, 255).insert(plain(10, 20, 0, 255, 0, 0), 0, 0)
        for path in ("background:auto/key.png", "filters:background_color(auto)/key.png"):
            assert pixel(made(path, png(picture)), 5, 5) == (255, 0, 0)

    def test_no_colour_is_none(self) -> None:
        assert pixel(made("background:transparent/key.png", png(plain(20, 20, 255, 0, 0, 0))), 5, 5)[3] == 0
