from __future__ import annotations

import pytest

from fitter.operations.manual_crop import ManualCrop
from tests.contracts.operation import OperationContract
from tests.operations.stage import corners, made


class TestManualCrop(OperationContract):
    operation = ManualCrop

    def test_it_cuts_the_box(self) -> None:
        picture = made("0x0:40x30/key.png")
        assert (picture.width, picture.height, corners(picture)) == (40, 30, "RRRR")

    def test_what_lies_outside_is_left_away(self) -> None:
        picture = made("20x20:900x900/key.png")
        assert (picture.width, picture.height) == (60, 40)

    @pytest.mark.parametrize("box", ["0x0:0x0", "50x10:20x50", "200x0:300x50"])
    def test_an_empty_box_changes_nothing(self, box: str) -> None:
        assert corners(made(f"{box}/key.png")) == "RGBY"
