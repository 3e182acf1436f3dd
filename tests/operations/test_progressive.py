from __future__ import annotations

import pytest

from fitter.operations.progressive import Progressive
from tests.contracts.operation import OperationContract
from tests.operations.encoded import says, soft
from tests.operations.stage import answer


class TestProgressive(OperationContract):
    operation = Progressive

    @pytest.mark.parametrize("format", ["jpeg", "png"])
    @pytest.mark.parametrize(("word", "found"), [("progressive", 1), ("progressive:false", None), ("0x0", None)])
    def test_coarse_first(self, format: str, word: str, found: int | None) -> None:
        assert says(f"{word}/format:{format}/key.png", "interlaced") == found

    def test_other_formats_ignore_it(self) -> None:
        plain, asked = (answer(f"{word}/format:webp/key.png", soft()).read() for word in ("0x0", "progressive"))
        assert plain == asked
