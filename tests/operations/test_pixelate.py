from __future__ import annotations

import pytest

from fitter.operations.pixelate import Pixelate
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel, plain, png, quad


class TestPixelate(OperationContract):
    operation = Pixelate

    def test_a_square_has_one_colour_and_the_next_another(self) -> None:
        squares = made("pixelate:8/key.png", png(plain(20, 60, 0, 0, 0).join(plain(60, 60, 200, 0, 0), "horizontal")))
        assert (squares.width, squares.height) == (80, 60)
        assert [pixel(squares, x, 59)[0] for x in (0, 15, 16, 23, 24)] == [0, 0, 100, 100, 200]

    @pytest.mark.parametrize("size", [1, 7, 50, 79, 80, 81, 1000])
    def test_any_square_fits(self, size: int) -> None:
        squares = made(f"pixelate:{size}/key.png", quad())
        assert (squares.width, squares.height) == (80, 60)

    def test_what_is_narrower_than_a_square_has_the_mean_of_its_own_pixels(self) -> None:
        narrow = plain(2, 12, 0, 0, 0).join(plain(1, 12, 90, 0, 0), "horizontal")
        squares = made("pixelate:4/key.png", png(narrow))
        assert {pixel(squares, x, y)[0] for x in range(3) for y in range(12)} == {30}

    def test_clear_pixels_give_no_colour(self) -> None:
        half = plain(5, 10, 0, 0, 0, 0).join(plain(5, 10, 250, 250, 250, 255), "horizontal")
        assert pixel(made("pixelate:10/key.png", png(half)), 3, 3) == (250, 250, 250, 128)

    def test_on_a_finer_screen_the_squares_look_as_large(self) -> None:
        assert Pixelate(size=8).scaled(2.5).size == 20
        assert Pixelate(size=1).scaled(0.1).size == 1
