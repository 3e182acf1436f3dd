from __future__ import annotations

import pytest
import pyvips

from fitter.operations.quality import Quality
from tests.contracts.operation import OperationContract
from tests.operations.stage import answer, png


class TestQuality(OperationContract):
    operation = Quality

    @pytest.mark.parametrize("name", ["jpeg", "webp", "avif"])
    def test_less_is_smaller(self, name: str) -> None:
        noise = png(pyvips.Image.gaussnoise(120, 120, mean=128, sigma=40, seed=1).cast("uchar"))
        sizes = [answer(f"quality:{q}/format:{name}/key.png", noise).size for q in (10, 50, 95)]
        assert sizes == sorted(sizes)
        assert sizes[0] < sizes[2]

    def test_a_format_without_quality_ignores_it(self) -> None:
        assert answer("quality:1/key.png").read() == answer("key.png").read()
