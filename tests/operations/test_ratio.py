from __future__ import annotations

import pytest

from fitter import Size
from fitter.operations.ratio import Ratio
from tests.contracts.operation import OperationContract
from tests.operations.stage import corners, made, quad


class TestRatio(OperationContract):
    operation = Ratio

    @pytest.mark.parametrize(
        ("segment", "size", "colours"),
        [
            ("ratio:1:1", (60, 60), "RGBY"),
            ("ratio:1:2:left", (30, 60), "RRBB"),
            ("ratio:1:2:right", (30, 60), "GGYY"),
            ("ratio:4:1:top", (80, 20), "RGRG"),
            ("ratio:4:1:bottom", (80, 20), "BYBY"),
            ("ratio:4:1:left", (80, 20), "RGBY"),
            ("ratio:4:3:bottom", (80, 60), "RGBY"),
            ("filters:ratio(1.5,4.5,left)", (20, 60), "RRBB"),
        ],
    )
    def test_the_named_part_stays(self, segment: str, size: tuple[int, int], colours: str) -> None:
        picture = made(f"{segment}/key.png", quad())
        assert ((picture.width, picture.height), corners(picture)) == (size, colours)

    def test_smart_keeps_what_draws_the_eye(self) -> None:
        picture = made("ratio:1:2:smart/key.png", quad())
        assert (picture.width, picture.height) == (30, 60)

    @pytest.mark.parametrize("size", [Size(1, 1), Size(1, 5000), Size(5000, 1), Size(777, 333)])
    @pytest.mark.parametrize("parts", [(10_000, 0.01), (0.01, 10_000), (16, 9), (1 / 3, 1 / 3)])
    def test_its_box_lies_on_the_picture(self, size: Size, parts: tuple[float, float]) -> None:
        part = Ratio(width=parts[0], height=parts[1]).bounds(size)
        assert 1 <= part.width <= size.width
        assert 1 <= part.height <= size.height
        assert part.width == size.width or part.height == size.height
