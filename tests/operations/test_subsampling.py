from __future__ import annotations

import pytest

from fitter.operations.subsampling import Subsampling
from tests.contracts.operation import OperationContract
from tests.operations.encoded import says, soft
from tests.operations.stage import answer


class TestSubsampling(OperationContract):
    operation = Subsampling

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("444", "4:4:4"),
            ("420", "4:2:0"),
            ("auto", "4:2:0"),
            ("auto/quality:95", "4:4:4"),
            ("420/quality:95", "4:2:0"),
        ],
    )
    def test_jpeg(self, asked: str, found: str) -> None:
        assert says(f"subsampling:{asked}/format:jpeg/key.png", "jpeg-chroma-subsample") == found

    @pytest.mark.parametrize(("asked", "found"), [("444", 0), ("420", 0b1100)])
    def test_avif(self, asked: str, found: int) -> None:
        body = answer(f"subsampling:{asked}/format:avif/key.png", soft()).read()
        assert body[body.index(b"av1C") + 6] & 0b1100 == found  # subsampling across and down, as the codec is told
