from __future__ import annotations

import pytest

from fitter import Size
from fitter.operations.rotate import Rotate
from tests.contracts.operation import OperationContract
from tests.operations.stage import corners, made, pixel, plain, png


class TestRotate(OperationContract):
    operation = Rotate

    @pytest.mark.parametrize(
        ("segment", "size", "colours"),
        [
            ("rotate:90", (60, 80), "BRYG"),
            ("rotate:180", (80, 60), "YBGR"),
            ("rotate:270", (60, 80), "GYRB"),
            ("rotate:-90", (60, 80), "GYRB"),
            ("rotate:360", (80, 60), "RGBY"),
            ("filters:rotate(90)", (60, 80), "GYRB"),  # thumbor turns the other way
        ],
    )
    def test_quarter_turns_are_clockwise_and_exact(self, segment: str, size: tuple[int, int], colours: str) -> None:
        picture = made(f"{segment}/key.png")
        assert ((picture.width, picture.height), corners(picture)) == (size, colours)

    def test_odd_angles_grow_and_show_the_background(self) -> None:
        picture = made("rotate:45,ff0000/key.png", png(plain(80, 60, 0, 0, 255)))
        assert abs(picture.width - 99) <= 1
        assert abs(picture.height - 99) <= 1
        assert pixel(picture, 1, 1)[:3] == (255, 0, 0)
        assert pixel(picture, 49, 49)[:3] == (0, 0, 255)

    def test_a_transparent_background_gives_alpha(self) -> None:
        assert pixel(made("rotate:45,transparent/key.png"), 0, 0)[3] == 0

    @pytest.mark.parametrize("degrees", [1, 17.5, 44, 89, 91, 133, 179, 200, 359])
    def test_its_bounds_hold(self, degrees: float) -> None:
        picture, bounds = made(f"rotate:{degrees}/key.png"), Rotate.build(degrees=degrees).bounds(Size(80, 60))
        assert picture.width <= bounds.width <= picture.width + 4
        assert picture.height <= bounds.height <= picture.height + 4
