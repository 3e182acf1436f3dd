from __future__ import annotations

import pytest

from fitter import BadArgument
from fitter.operations.sharpen import Sharpen
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, plain, png


class TestSharpen(OperationContract):
    operation = Sharpen

    def test_it_strengthens_edges(self) -> None:
        edge = png(plain(40, 40, 100, 100, 100).insert(plain(20, 40, 150, 150, 150), 20, 0).gaussblur(1).cast("uchar"))
        flat, sharp = made("key.png", edge), made("sharpen:3/key.png", edge)
        assert sharp.max() > flat.max()
        assert sharp.min() < flat.min()

    def test_nought_changes_nothing(self) -> None:
        assert made("sharpen:0/key.png").write_to_memory() == made("key.png").write_to_memory()

    def test_the_finest_edges_are_none(self) -> None:
        assert made("sharpen:10,1e-9/key.png").write_to_memory() == made("key.png").write_to_memory()

    def test_in_filters_the_third_argument_is_checked(self) -> None:
        assert Sharpen.parse_filter(["2", "1.5", "true"]) == Sharpen.build(amount=2, sigma=1.5)
        with pytest.raises(BadArgument, match="true or false"):
            Sharpen.parse_filter(["2", "1", "perhaps"])
