from __future__ import annotations

from fitter.operations.equalize import Equalize
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel, plain, png


class TestEqualize(OperationContract):
    operation = Equalize

    def test_few_tones_are_spread_over_the_range(self) -> None:
        steps = plain(10, 10, 100, 100, 100).join(plain(10, 10, 110, 110, 110), "horizontal")
        spread = made("equalize/key.png", png(steps.join(plain(10, 10, 120, 120, 120), "horizontal")))
        assert [pixel(spread, x, 5)[0] for x in (5, 15, 25)] == [0, 127, 255]
