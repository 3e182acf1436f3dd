from __future__ import annotations

import pytest

from fitter.operations.cover import Cover
from tests.contracts.operation import OperationContract
from tests.operations.films import film, see
from tests.operations.stage import answer


class TestCover(OperationContract):
    operation = Cover

    @pytest.mark.parametrize("path", ["cover/flop/a", "-40x30/filters:cover()/a"])
    def test_the_first_frame(self, path: str) -> None:
        seen = see(answer(path, film()))
        assert (seen.inks, seen.spots) == ([0], ["b"])
