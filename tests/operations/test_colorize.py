from __future__ import annotations

from fitter.operations.colorize import Colorize
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel, plain, png


class TestColorize(OperationContract):
    operation = Colorize

    def test_each_channel_has_its_own_share(self) -> None:
        source = png(plain(8, 8, 100, 150, 200))
        assert pixel(made("colorize:100,0,50,ff0000/key.png", source), 4, 4) == (255, 150, 100)
        assert pixel(made("filters:colorize(50,50,50,ff0000)/key.png", source), 4, 4) == (177, 75, 100)
