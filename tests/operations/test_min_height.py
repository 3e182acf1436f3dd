from __future__ import annotations

import pytest

from fitter import LimitExceeded, Size
from fitter.operations.min_height import MinHeight
from tests.contracts.operation import OperationContract
from tests.operations.stage import made


class TestMinHeight(OperationContract):
    operation = MinHeight

    @pytest.mark.parametrize(("least", "size"), [(100, Size(133, 100)), (60, Size(80, 60)), (1, Size(80, 60))])
    def test_it_enlarges_and_never_makes_smaller(self, least: int, size: Size) -> None:
        picture = made(f"min-height:{least}/key.png")
        assert Size(picture.width, picture.height) == size == MinHeight(pixels=least).bounds(Size(80, 60))

    def test_a_finer_screen_needs_more(self) -> None:
        assert MinHeight(pixels=100).scaled(1.5).pixels == 150

    def test_what_would_be_too_large_is_never_begun(self) -> None:
        with pytest.raises(LimitExceeded, match="min-height"):
            made("min-height:100000/key.png")
