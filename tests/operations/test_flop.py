from __future__ import annotations

from fitter.operations.flop import Flop
from tests.contracts.operation import OperationContract
from tests.operations.stage import corners, made


class TestFlop(OperationContract):
    operation = Flop

    def test_it_mirrors(self) -> None:
        assert corners(made("flop/key.png")) == "GRYB"

    def test_a_minus_in_a_size_does_too(self) -> None:
        assert corners(made("-80x-60/key.png")) == "YBGR"
