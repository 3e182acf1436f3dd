from __future__ import annotations

import pytest

from fitter import BadArgument, LimitExceeded
from fitter.operations.extend import Extend
from tests.contracts.operation import OperationContract
from tests.operations.stage import answer, grammar, made, pixel

NAVY = (0, 0, 128)


class TestExtend(OperationContract):
    operation = Extend

    @pytest.mark.parametrize(
        ("arguments", "size"),
        [
            ("100,100", (100, 100)),
            ("100,10", (100, 60)),  # nothing is cut off
            ("0,0", (80, 60)),
            ("150p,100p", (120, 60)),
        ],
    )
    def test_it_grows_but_never_shrinks(self, arguments: str, size: tuple[int, int]) -> None:
        picture = made(f"extend:{arguments}/key.png")
        assert (picture.width, picture.height) == size

    @pytest.mark.parametrize(
        ("gravity", "place"),
        [
            ("center", (10, 20)),
            ("left", (0, 20)),
            ("right", (20, 20)),
            ("top", (10, 0)),
            ("bottom", (10, 40)),
            ("top-left", (0, 0)),
            ("top-right", (20, 0)),
            ("bottom-left", (0, 40)),
            ("bottom-right", (20, 40)),
        ],
    )
    def test_where_the_picture_stands(self, gravity: str, place: tuple[int, int]) -> None:
        picture = made(f"extend:100,100,{gravity},navy/key.png")
        left, top = place
        assert pixel(picture, left, top)[:3] == (255, 0, 0)
        assert pixel(picture, left + 79, top + 59)[:3] == (255, 255, 0)
        for x, y in ((left - 1, 50), (left + 80, 50), (50, top - 1), (50, top + 60)):
            assert not (0 <= x < 100 and 0 <= y < 100) or pixel(picture, x, y)[:3] == NAVY

    def test_its_ground(self) -> None:
        assert pixel(made("extend:100,60/key.png"), 0, 0)[:3] == (255, 255, 255)
        assert pixel(made("extend:100,60,,transparent/key.png"), 0, 0)[3] == 0
        assert pixel(made("extend:100,60,,auto/key.png"), 0, 0)[:3] == pytest.approx((128, 128, 64), abs=2)
        assert pixel(made("extend:200,60,right,blur/key.png"), 5, 5)[0] > 200

    def test_on_other_screens(self) -> None:
        assert Extend.parse(["100", "50p"]).scaled(1.5).text == "extend:150,50p"

    def test_it_has_limits(self) -> None:
        with pytest.raises(LimitExceeded, match="extend"):
            answer("extend:20000,20000/key.png")
        with pytest.raises(BadArgument, match="top-left"):
            grammar().parse("extend:20,20,topleft/key.png")
