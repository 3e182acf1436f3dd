from __future__ import annotations

import pytest

from fitter import BadArgument
from fitter.operations.convolution import Convolution
from tests.contracts.operation import OperationContract
from tests.operations.stage import grammar, made, pixel, plain, png

EDGE = png(plain(20, 20, 90, 90, 90).join(plain(20, 20, 180, 180, 180), "horizontal"))


class TestConvolution(OperationContract):
    operation = Convolution

    @pytest.mark.parametrize(
        ("arguments", "before", "behind"),
        [
            ("1;2;1;2;4;2;1;2;1,3", 113, 158),  # thumbor cuts the half off
            ("0;0;1,3", 180, 180),  # the neighbour to the right
            ("0;0;1,1", 90, 180),  # the one below
            ("-1;0;1,3,false", 90, 90),
            ("-1;0;1,3,true", 90, 90),  # a sum of 0 has nothing to divide by
            ("0.5,1,false", 45, 90),
        ],
    )
    def test_neighbours_are_weighed(self, arguments: str, before: int, behind: int) -> None:
        made_of = made(f"convolution:{arguments}/key.png", EDGE)
        assert (pixel(made_of, 19, 10)[0], pixel(made_of, 20, 10)[0]) == (before, behind)

    def test_the_border_is_repeated(self) -> None:
        assert pixel(made("filters:convolution(1;1;1;1;1;1;1;1;1,3,true)/key.png", EDGE), 0, 0)[:3] == (90, 90, 90)

    @pytest.mark.parametrize("kernel", ["1;1;1;1;1;1;1;1;1,3", "0;-1;0;-1;5;-1;0;-1;0,3", "1;1;1,1,false"])
    def test_clear_pixels_give_no_colour(self, kernel: str) -> None:
        half = plain(10, 20, 0, 0, 0, 0).join(plain(10, 20, 80, 80, 80, 255), "horizontal")
        made_of = made(f"convolution:{kernel}/key.png", png(half))
        assert pixel(made_of, 10, 10) == pixel(made_of, 18, 10)
        assert (pixel(made_of, 9, 10)[3], pixel(made_of, 10, 10)[3]) == (0, 255)

    @pytest.mark.parametrize(
        "arguments", ["1;1,1", "1;1;1;1,2", "1;1;1;1;1;1,3", "1;1;1;1,3", ";".join(["1"] * 17) + ",1"]
    )
    def test_a_kernel_has_a_middle_and_an_end(self, arguments: str) -> None:
        with pytest.raises(BadArgument, match="convolution: matrix must have an odd number of rows, at most 15"):
            grammar().parse(f"convolution:{arguments}/a")
