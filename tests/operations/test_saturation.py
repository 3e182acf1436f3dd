from __future__ import annotations

from fitter.operations.saturation import Saturation
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel, plain, png


class TestSaturation(OperationContract):
    operation = Saturation

    def test_it_moves_from_the_grey_of_thumbor_or_towards_it(self) -> None:
        source = png(plain(8, 8, 100, 150, 200))
        assert set(pixel(made("saturation:0/key.png", source), 4, 4)) == {144}
        assert pixel(made("saturation:0.5/key.png", source), 4, 4) == (122, 147, 172)
        assert pixel(made("saturation:2/key.png", source), 4, 4) == (55, 155, 255)
