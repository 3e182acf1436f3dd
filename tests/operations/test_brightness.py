from __future__ import annotations

from fitter.operations.brightness import Brightness
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel, plain, png


class TestBrightness(OperationContract):
    operation = Brightness

    def test_it_moves_all_channels_and_stops_at_the_ends(self) -> None:
        source = png(plain(8, 8, 10, 150, 240, 77))
        assert pixel(made("brightness:20/key.png", source), 4, 4) == (61, 201, 255, 77)
        assert pixel(made("brightness:-20/key.png", source), 4, 4) == (0, 99, 189, 77)
