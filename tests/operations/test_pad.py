from __future__ import annotations

import pytest

from fitter.operations.pad import Pad
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel


class TestPad(OperationContract):
    operation = Pad

    @pytest.mark.parametrize(
        ("segment", "size"),
        [
            ("pad:10", (100, 80)),
            ("pad:10,20", (120, 80)),
            ("pad:1,2,3", (84, 64)),
            ("pad:1,2,3,4", (86, 64)),
            ("pad:0", (80, 60)),
        ],
    )
    def test_it_grows_as_in_css(self, segment: str, size: tuple[int, int]) -> None:
        picture = made(f"{segment}/key.png")
        assert (picture.width, picture.height) == size

    def test_the_border_has_its_colour_and_the_picture_its_place(self) -> None:
        picture = made("pad:1,2,3,4,white/key.png")
        assert [pixel(picture, *at)[:3] for at in [(0, 0), (-1, -1), (3, 10), (10, 0)]] == [(255, 255, 255)] * 4
        assert [pixel(picture, *at)[:3] for at in [(4, 1), (-3, -4)]] == [(255, 0, 0), (255, 255, 0)]

    def test_a_transparent_border_gives_alpha(self) -> None:
        assert pixel(made("pad:5,,,,transparent/key.png"), 0, 0)[3] == 0
