from __future__ import annotations

from fitter.operations.rgb import Rgb
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel, plain, png


class TestRgb(OperationContract):
    operation = Rgb

    def test_each_channel_has_its_own_step(self) -> None:
        assert pixel(made("rgb:10,-10,40/key.png", png(plain(8, 8, 100, 150, 200))), 4, 4) == (125, 125, 255)

    def test_grey_gets_colour(self) -> None:
        grey = made("grayscale/rgb:50,0,0/key.png", png(plain(8, 8, 100, 100, 100, 9)))
        assert pixel(grey, 4, 4) == (227, 100, 100, 9)
