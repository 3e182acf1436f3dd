from __future__ import annotations

from fitter.operations.grayscale import Grayscale
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel, plain, png


class TestGrayscale(OperationContract):
    operation = Grayscale

    def test_the_colour_goes(self) -> None:
        assert made("grayscale/key.png").bands == 1

    def test_transparency_stays(self) -> None:
        picture = made("grayscale/key.png", png(plain(20, 20, 255, 0, 0, 128)))
        assert (picture.bands, pixel(picture, 5, 5)[-1]) == (2, 128)

    def test_a_colour_after_it_is_a_colour(self) -> None:
        assert pixel(made("grayscale/pad:5,,,,ff0000/key.png"), 1, 1)[:3] == (255, 0, 0)
