from __future__ import annotations

from fitter.operations.invert import Invert
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel, plain, png


class TestInvert(OperationContract):
    operation = Invert

    def test_every_colour_becomes_its_opposite_and_alpha_stays(self) -> None:
        assert pixel(made("invert/key.png", png(plain(8, 8, 0, 100, 255, 30))), 4, 4) == (255, 155, 0, 30)
