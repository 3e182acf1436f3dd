from __future__ import annotations

from fitter.operations.unsharp import Unsharp
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel, plain, png

EDGE = png(plain(30, 20, 90, 90, 90).join(plain(30, 20, 110, 110, 110), "horizontal"))


class TestUnsharp(OperationContract):
    operation = Unsharp

    def test_more_is_sharper(self) -> None:
        none, some, more = (pixel(made(f"unsharp:2,{n}/key.png", EDGE), 29, 10)[0] for n in (0, 1, 3))
        assert none == 90 > some > more

    def test_a_threshold_spares_what_differs_little(self) -> None:
        assert pixel(made("unsharp:2,3,20/key.png", EDGE), 29, 10)[0] == 90
