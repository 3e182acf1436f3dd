from __future__ import annotations

from fitter.operations.sepia import Sepia
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel, plain, png

SOLID = png(plain(8, 8, 100, 100, 100, 60))


class TestSepia(OperationContract):
    operation = Sepia

    def test_grey_becomes_brown(self) -> None:
        assert pixel(made("sepia/key.png", SOLID), 4, 4) == (135, 120, 94, 60)
        assert pixel(made("grayscale/sepia/key.png", SOLID), 4, 4) == (135, 120, 94, 60)

    def test_strength_is_how_much_of_it(self) -> None:
        assert pixel(made("sepia:0.5/key.png", SOLID), 4, 4) == (118, 110, 97, 60)
        assert pixel(made("sepia:0/key.png", SOLID), 4, 4) == (100, 100, 100, 60)
