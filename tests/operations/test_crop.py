from __future__ import annotations

from itertools import pairwise

import pytest

from fitter import BadArgument, Size
from fitter.operations.crop import Crop
from tests.contracts.operation import OperationContract
from tests.operations.stage import answer, corners, made


def edges(arguments: str, side: int) -> tuple[int, int]:
    """The left and the right edge on a picture of that width."""
    box = Crop.parse(arguments.split(","))._box(Size(side, 1))
    return box.left, box.right


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
        for box in ("80,0,10,10", "100p,0,50p,50p", "0,60,5p,5p", "0,0,0,10", "0,0,10,0p"):
            with pytest.raises(BadArgument, match="holds nothing of a picture of 80x60"):
                answer(f"crop:{box}/key.png")

    def test_parts_of_a_side_meet_and_none_is_lost(self) -> None:
        for side in (*range(1, 12), 97):
            for parts in (2, 3, 4, 7):
                share = 100 / parts
                boxes = [edges(f"{share * at}p,0,{share}p,1", side) for at in range(parts)]
                assert (boxes[0][0], boxes[-1][1]) == (0, side)
                assert all(
                    after[0] - before[1] in ((0,) if side >= parts else (0, -1)) for before, after in pairwise(boxes)
                ), (side, parts)
        assert edges("50p,0,50p,1", 5) == (2, 5)
        assert [edges(f"{at}p,0,{wide},1", 1) for at, wide in ((10, "50p"), (99, "1p"), (99, "7"))] == [(0, 1)] * 3
