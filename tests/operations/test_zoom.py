from __future__ import annotations

import pytest

from fitter import LimitExceeded, Size
from fitter.operations.zoom import Zoom
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel, plain, png


class TestZoom(OperationContract):
    operation = Zoom

    @pytest.mark.parametrize(("factors", "size"), [("2", (160, 120)), ("0.5,1", (40, 60)), ("0.001", (1, 1))])
    def test_it_multiplies_the_size(self, factors: str, size: tuple[int, int]) -> None:
        picture = made(f"zoom:{factors}/key.png")
        assert (picture.width, picture.height) == size

    def test_it_multiplies_the_size_before_it_and_stays_sharp(self) -> None:
        source = png(plain(40, 60, 0, 0, 0).join(plain(40, 60, 250, 250, 250), "horizontal"))
        picture = made("8x6/zoom:10/key.png", source)
        assert picture.width == 80
        assert [pixel(picture, x, 30)[0] for x in (39, 40)] == [0, 250]

    def test_what_would_be_too_large_is_never_begun(self) -> None:
        assert Zoom(x=100).bounds(Size(800, 600)) == Size(80_000, 60_000)
        with pytest.raises(LimitExceeded, match="zoom"):
            made("zoom:100/zoom:100/key.png")
