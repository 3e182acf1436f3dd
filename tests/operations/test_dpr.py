from __future__ import annotations

import pytest

from fitter import BadArgument, LimitExceeded, Size
from fitter.operations.dpr import Dpr
from fitter.operations.resize import Resize
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, quad


class TestDpr(OperationContract):
    operation = Dpr

    @pytest.mark.parametrize(
        ("path", "size"),
        [
            ("40x30/dpr:2", (80, 60)),
            ("dpr:2/40x30", (80, 60)),
            ("filters:dpr(2)/40x30", (80, 60)),
            ("40x/dpr:1.5", (60, 45)),
            ("x30/dpr:0.5", (20, 15)),
            ("1x1/dpr:0.1", (1, 1)),
            ("fit-in/40x40/dpr:3", (80, 60)),
            ("origx10/dpr:2", (80, 20)),
            ("dpr:2", (80, 60)),
            ("dpr:3/40x30/dpr:2", (80, 60)),
            ("pad:1,2,3,4/dpr:2", (92, 68)),
            ("pad:3/dpr:1.5", (88, 68)),
            ("10x10:50x40/dpr:2", (40, 30)),
        ],
    )
    def test_sizes_and_borders_grow(self, path: str, size: tuple[int, int]) -> None:
        picture = made(f"{path}/key.png", quad())
        assert (picture.width, picture.height) == size

    @pytest.mark.parametrize("density", ["0", "-1", "8.1", "inf", "x"])
    def test_limits(self, density: str) -> None:
        with pytest.raises(BadArgument):
            Dpr.parse([density])

    def test_what_comes_out_is_checked_before(self) -> None:
        with pytest.raises(LimitExceeded, match="resize"):
            made("4000x2000/dpr:8/key.png")

    def test_a_size_of_the_source_is_not_a_number(self) -> None:
        one = Resize.build(width="orig", height=10).scaled(2)
        assert one.target(Size(7, 5)) == Size(7, 20)
