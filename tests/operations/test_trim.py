from __future__ import annotations

import pytest

from fitter import Blob
from fitter.operations.trim import Trim
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel, plain, png


class TestTrim(OperationContract):
    operation = Trim

    def bordered(self, border: int, inside: int) -> Blob:
        frame = plain(100, 80, border, border, border)
        return png(frame.insert(plain(40, 20, inside, inside, inside), 30, 25))

    @pytest.mark.parametrize(
        ("segment", "border", "inside", "size"),
        [
            ("trim", 255, 0, (40, 20)),
            ("trim:bottom-right", 255, 0, (40, 20)),
            ("trim:top-left:10", 255, 253, (100, 80)),  # 3.5 away is within 10: nothing but border
            ("trim:2", 255, 250, (40, 20)),
            ("trim::2", 255, 250, (40, 20)),
        ],
    )
    def test_it_cuts_the_border(self, segment: str, border: int, inside: int, size: tuple[int, int]) -> None:
        picture = made(f"{segment}/key.png", self.bordered(border, inside))
        assert (picture.width, picture.height) == size

    def test_then_a_crop_counts_from_the_trimmed_corner(self) -> None:
        picture = made("trim/0x0:20x20/key.png", self.bordered(255, 0))
        assert (picture.width, picture.height, pixel(picture, 0, 0)[:3]) == (20, 20, (0, 0, 0))
