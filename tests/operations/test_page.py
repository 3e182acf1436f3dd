from __future__ import annotations

import pytest

from fitter import LimitExceeded
from fitter.operations.page import Page
from tests.contracts.operation import OperationContract
from tests.operations.films import film, see
from tests.operations.stage import answer, made


class TestPage(OperationContract):
    operation = Page

    @pytest.mark.parametrize("format", ["gif", "webp", "png"])
    @pytest.mark.parametrize("number", [1, 3, 5])
    def test_one_frame(self, number: int, format: str) -> None:
        for path in (f"page:{number}/format:{format}/20x/a", f"20x/filters:page({number}):format({format})/a"):
            blob = answer(path, film())
            assert "frames" not in blob.facts
            if format != "png":
                assert see(blob).inks == [number - 1]

    def test_the_last_one_counts(self) -> None:
        assert see(answer("page:2/cover/page:4/a", film())).inks == [3]

    @pytest.mark.parametrize("path", ["page:6", "page:6/format:jpeg", "meta/page:1000000"])
    def test_a_frame_that_is_not_there(self, path: str) -> None:
        with pytest.raises(LimitExceeded, match="the source has 5 frames, and none of number"):
            answer(f"{path}/a", film())

    def test_a_still(self) -> None:
        assert made("page:1/a").width == 80
        with pytest.raises(LimitExceeded, match="the source has 1 frame, and none of number 2"):
            answer("page:2/a")
