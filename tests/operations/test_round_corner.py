from __future__ import annotations

import math

import pytest

from fitter import BadArgument
from fitter.operations.round_corner import RoundCorner
from tests.contracts.operation import OperationContract
from tests.operations.stage import corners, grammar, made, pixel, plain, png

WHITE = png(plain(60, 40, 255, 255, 255))


class TestRoundCorner(OperationContract):
    operation = RoundCorner

    @pytest.mark.parametrize("arguments", ["20", "20|10", "50p", "10,red", "50p|25p,fff"])
    def test_it_is_round_in_all_corners(self, arguments: str) -> None:
        picture = made(f"round-corner:{arguments}/key.png")
        places = [(0, 0), (-1, 0), (0, -1), (-1, -1)]
        expected = {"red": (255, 0, 0), "fff": (255, 255, 255)}.get(arguments.partition(",")[2], (0, 0, 0, 0))
        assert {pixel(picture, *at) for at in places} == {expected}
        inside = [pixel(picture, *at)[:3] for at in ((30, 20), (-30, 20), (30, -20), (-30, -20))]
        assert inside == [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)]

    @pytest.mark.parametrize(("radius", "across", "down"), [("10", 10, 10), ("20|10", 20, 10), ("99", 30, 20)])
    def test_what_is_left_has_the_area_of_the_shape(self, radius: str, across: int, down: int) -> None:
        alpha = made(f"round-corner:{radius}/key.png", WHITE)[3]
        cut = (4 - math.pi) * across * down
        assert alpha.avg() * 2400 / 255 == pytest.approx(2400 - cut, abs=3)

    def test_edges_are_smooth(self) -> None:
        alpha = made("round-corner:20/key.png", WHITE)[3].crop(0, 0, 20, 20)
        assert len({alpha(x, y)[0] for x in range(20) for y in range(20)}) > 10
        assert made("round-corner:20,red/key.png", WHITE)[0].min() == 255  # no other colour between white and red

    def test_nothing_is_rounded_with_nothing(self) -> None:
        picture = made("round-corner:0/key.png")
        assert (corners(picture), picture.bands) == ("RGBY", 3)

    def test_where_nothing_can_be_transparent(self) -> None:
        assert pixel(made("round-corner:20/format:jpeg/quality:100/key.png"), 0, 0) == (255, 255, 255)
        assert pixel(made("background:lime/round-corner:20/format:jpeg/quality:100/key.png"), 0, 0) == pytest.approx(
            (0, 255, 0), abs=2
        )

    def test_what_was_transparent_stays(self) -> None:
        picture = made("round-corner:20,red/key.png", png(plain(60, 40, 0, 0, 255, 100)))
        assert [pixel(picture, *at) for at in ((0, 0), (30, 20))] == [(255, 0, 0, 255), (0, 0, 255, 100)]

    @pytest.mark.parametrize(
        ("call", "text"),
        [
            ("20,255,0,255", "round-corner:20,ff00ff"),  # thumbor's
            ("20|40,0,0,0", "round-corner:20%7C40,000000"),
            ("30,0,0,0,1", "round-corner:30"),
            ("30,0,0,0,false", "round-corner:30,000000"),
            ("30", "round-corner:30"),  # imagor's
            ("30,40", "round-corner:30%7C40"),
            ("30,40,red", "round-corner:30%7C40,ff0000"),
            ("30,00ff00", "round-corner:30,00ff00"),
            ("30,,red", "round-corner:30,ff0000"),
        ],
    )
    def test_filters(self, call: str, text: str) -> None:
        plan = grammar().parse(f"filters:round_corner({call})/key.png")
        assert plan.operations[0].text == text
        assert grammar().parse(grammar().write(plan)) == plan

    @pytest.mark.parametrize(
        "call", ["20,256,0,0", "20,-1,0,0", "20,a,0,0", "20,0,0,0,1,2", "x,0,0,0", "20,30,4,", "1,2,3,4,maybe", ""]
    )
    def test_what_it_is_not(self, call: str) -> None:
        with pytest.raises(BadArgument, match=r"round.corner: "):
            grammar().parse(f"filters:round_corner({call})/key.png")

    def test_on_other_screens(self) -> None:
        assert RoundCorner.parse(["20|50p", "red"]).scaled(2).text == "round-corner:40%7C50p,ff0000"
