from __future__ import annotations

import pytest

from fitter import BadArgument
from fitter.operations.blur import Blur
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel


class TestBlur(OperationContract):
    operation = Blur

    def test_it_smears_edges_and_keeps_the_mean(self) -> None:
        sharp, soft = made("key.png"), made("blur:5/key.png")
        assert pixel(soft, 38, 10) != pixel(sharp, 38, 10)
        assert abs(soft.avg() - sharp.avg()) < 2

    def test_in_filters_the_radius_is_the_sigma_unless_both_are_given(self) -> None:
        assert Blur.parse_filter(["7"]).sigma == 7
        assert Blur.parse_filter(["7", "3"]).sigma == 3
        assert Blur.parse_filter(["4000"]).sigma == 150
        with pytest.raises(BadArgument, match="a radius"):
            Blur.parse_filter([])
