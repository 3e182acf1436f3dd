from __future__ import annotations

import pytest

from fitter.operations.flip import Flip
from tests.contracts.operation import OperationContract
from tests.operations.stage import corners, made


class TestFlip(OperationContract):
    operation = Flip

    @pytest.mark.parametrize(("segment", "colours"), [("flip", "BYRG"), ("flip:v", "BYRG"), ("flip:h", "GRYB")])
    def test_it_mirrors(self, segment: str, colours: str) -> None:
        assert corners(made(f"{segment}/key.png")) == colours
