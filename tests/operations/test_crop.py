from __future__ import annotations

import pytest

from fitter import LimitExceeded
from fitter.operations.crop import Crop
from tests.contracts.operation import OperationContract
from tests.operations.stage import answer, corners, made


class TestCrop(OperationContract):
    operation = Crop

    @pytest.mark.parametrize(
        ("segment", "size", "colours"),
        [
            ("crop:0,0,40,30", (40, 30), "RRRR"),
            ("crop:50p,0,50p,50p", (40, 30), "GGGG"),
            ("crop:50%25,50%25,50%25,50%25", (40, 30), "YYYY"),
            ("crop:25p,25p,50p,50p", (40, 30), "RGBY"),
            ("crop:0,0,900,900", (80, 60), "RGBY"),
        ],
    )
    def test_it_cuts_the_box(self, segment: str, size: tuple[int, int], colours: str) -> None:
        picture = made(f"{segment}/key.png")
        assert ((picture.width, picture.height), corners(picture)) == (size, colours)

    def test_a_box_outside_the_picture_is_refused(self) -> None:
        with pytest.raises(LimitExceeded, match="holds nothing of a picture of 80x60"):
            answer("crop:80,0,10,10/key.png")
