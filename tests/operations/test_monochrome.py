from __future__ import annotations

from fitter.operations.monochrome import Monochrome
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel, plain, png


class TestMonochrome(OperationContract):
    operation = Monochrome

    def test_the_colour_stands_where_it_is_as_light(self) -> None:
        ends = plain(8, 8, 0, 0, 0).join(plain(8, 8, 255, 255, 255), "horizontal")
        toned = made("monochrome:b07d4f/key.png", png(ends.join(plain(8, 8, 0xB0, 0x7D, 0x4F), "horizontal")))
        assert pixel(toned, 4, 4) == (0, 0, 0)
        assert pixel(toned, 12, 4) == (255, 255, 255)
        assert all(abs(a - b) <= 1 for a, b in zip(pixel(toned, 20, 4), (0xB0, 0x7D, 0x4F), strict=True))

    def test_the_ends_of_the_range_are_colours_too(self) -> None:
        grey = png(plain(8, 8, 99, 99, 99))
        assert pixel(made("monochrome:black/key.png", grey), 4, 4) == (99, 99, 99)
        assert pixel(made("monochrome:white/key.png", grey), 4, 4) == (99, 99, 99)

    def test_no_strength_changes_nothing(self) -> None:
        assert pixel(made("monochrome:red,0/key.png", png(plain(8, 8, 9, 99, 199))), 4, 4) == (9, 99, 199)
