from __future__ import annotations

from fitter.operations.contrast import Contrast
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel, plain, png


class TestContrast(OperationContract):
    operation = Contrast

    def test_it_moves_away_from_the_middle_or_towards_it(self) -> None:
        source = png(plain(8, 8, 28, 128, 228))
        assert pixel(made("contrast:-50/key.png", source), 4, 4) == (103, 128, 153)
        assert pixel(made("contrast:100/key.png", source), 4, 4) == (0, 128, 255)
        assert pixel(made("contrast:-100/key.png", source), 4, 4) == (128, 128, 128)
