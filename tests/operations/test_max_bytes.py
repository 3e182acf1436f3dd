from __future__ import annotations

import pytest

from fitter import Output
from fitter.operations.max_bytes import MaxBytes
from tests.contracts.operation import OperationContract
from tests.operations.encoded import rough, soft
from tests.operations.stage import answer


class TestMaxBytes(OperationContract):
    operation = MaxBytes

    @pytest.mark.parametrize("format", ["jpeg", "webp", "avif"])
    def test_as_fine_as_it_may_be(self, format: str) -> None:
        usual = answer(f"format:{format}/key.png", rough()).size
        smaller = answer(f"format:{format}/max-bytes:{usual // 2}/key.png", rough()).size
        assert usual // 4 < smaller <= usual // 2

    def test_what_is_small_enough_stays_as_it_is(self) -> None:
        usual = answer("format:jpeg/key.png", rough()).read()
        assert answer(f"format:jpeg/max-bytes:{len(usual)}/key.png", rough()).read() == usual

    def test_the_smallest_where_nothing_fits(self) -> None:
        smallest = answer("format:jpeg/quality:5/key.png", rough()).read()
        assert answer("format:jpeg/max-bytes:10/key.png", rough()).read() == smallest

    def test_the_quality_that_is_asked_for_is_the_most(self) -> None:
        low = answer("format:jpeg/quality:20/key.png", rough()).read()
        assert answer(f"format:jpeg/quality:20/max-bytes:{10 * len(low)}/key.png", rough()).read() == low

    @pytest.mark.parametrize("before", ["format:png", "format:gif", "format:webp/lossless"])
    def test_what_has_no_quality_ignores_it(self, before: str) -> None:
        assert answer(f"{before}/max-bytes:10/key.png", soft()).read() == answer(f"{before}/key.png", soft()).read()

    def test_the_smallest_of_several(self) -> None:
        assert MaxBytes.build(bytes=9).configure(Output(max_bytes=5)).max_bytes == 5
        assert MaxBytes.build(bytes=9).configure(Output(max_bytes=50)).max_bytes == 9
