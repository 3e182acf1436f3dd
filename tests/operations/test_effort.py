from __future__ import annotations

import pytest

from fitter.operations.effort import Effort
from tests.contracts.operation import OperationContract
from tests.operations.encoded import soft
from tests.operations.stage import answer


class TestEffort(OperationContract):
    operation = Effort

    @pytest.mark.parametrize("before", ["format:webp", "format:avif", "format:gif", "palette:4/format:png"])
    def test_it_changes_the_bytes(self, before: str) -> None:
        fast, slow = (answer(f"{before}/effort:{n}/key.png", soft()).read() for n in (0, 5))
        assert fast != slow

    @pytest.mark.parametrize(("format", "low", "high"), [("webp", 0, 6), ("gif", 1, 10)])
    def test_beyond_a_formats_end_is_its_end(self, format: str, low: int, high: int) -> None:
        for beyond, end in ((0, low), (10, high)):
            made = {answer(f"format:{format}/effort:{n}/key.png", soft()).read() for n in (beyond, end)}
            assert len(made) == 1
