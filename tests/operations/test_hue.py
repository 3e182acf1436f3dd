from __future__ import annotations

import pytest

from fitter.operations.hue import Hue
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel, plain, png


class TestHue(OperationContract):
    operation = Hue

    @pytest.mark.parametrize(("degrees", "channel"), [(120, 1), (240, 2), (-120, 2), (360, 0)])
    def test_red_goes_round_the_wheel(self, degrees: int, channel: int) -> None:
        turned = pixel(made(f"hue:{degrees}/key.png", png(plain(8, 8, 255, 0, 0))), 4, 4)
        assert turned.index(max(turned)) == channel

    def test_grey_and_alpha_stay(self) -> None:
        assert pixel(made("hue:77/key.png", png(plain(8, 8, 90, 90, 90, 50))), 4, 4) == (90, 90, 90, 50)
