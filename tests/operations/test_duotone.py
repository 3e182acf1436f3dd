from __future__ import annotations

from fitter.operations.duotone import Duotone
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel, plain, png


class TestDuotone(OperationContract):
    operation = Duotone

    def test_black_and_white_become_the_two(self) -> None:
        source = png(plain(8, 8, 0, 0, 0).join(plain(8, 8, 255, 255, 255), "horizontal"))
        toned = made("duotone:102030,f0e0d0/key.png", source)
        assert pixel(toned, 4, 4) == (0x10, 0x20, 0x30)
        assert pixel(toned, 12, 4) == (0xF0, 0xE0, 0xD0)

    def test_strength_is_how_much_of_it(self) -> None:
        red = png(plain(8, 8, 255, 0, 0))
        none, half, all_of_it = (
            pixel(made(f"duotone:black,white,{strength}/key.png", red), 4, 4) for strength in (0, 0.5, 1)
        )
        assert none == (255, 0, 0)
        assert all_of_it == (139, 139, 139)
        assert 139 < half[0] < 255
        assert 0 < half[1] < 139
