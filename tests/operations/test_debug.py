from __future__ import annotations

from fitter.operations.debug import Debug
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel

LINE = (255, 0, 200)


class TestDebug(OperationContract):
    operation = Debug

    def test_a_size_marks_what_it_would_keep_and_cuts_nothing(self) -> None:
        picture = made("debug/60x60/left/key.png")
        assert (picture.width, picture.height) == (80, 60)
        assert [pixel(picture, x, 30) for x in (0, 1, 58, 59)] == [LINE] * 4
        assert LINE not in [pixel(picture, x, 30) for x in (2, 40, 57, 60, 79)]
        assert pixel(picture, 30, 0) == pixel(picture, 30, 59) == LINE

    def test_a_size_that_keeps_all_marks_nothing(self) -> None:
        assert pixel(made("debug/fit-in/20x20/key.png"), 0, 30) == pixel(made("key.png"), 0, 30)
