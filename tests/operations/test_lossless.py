from __future__ import annotations

import pytest

from fitter.operations.lossless import Lossless
from tests.contracts.operation import OperationContract
from tests.engines.stage import scene
from tests.operations.encoded import soft, written
from tests.operations.stage import answer


class TestLossless(OperationContract):
    operation = Lossless

    @pytest.mark.parametrize("format", ["webp", "avif"])
    def test_every_pixel_is_as_it_was(self, format: str) -> None:
        for quality in ("", "quality:10/"):
            made = written(f"lossless/{quality}format:{format}/key.png")
            assert (made - scene(96, 64)).abs().max() == 0
        assert (written(f"lossless:false/format:{format}/key.png") - scene(96, 64)).abs().max() > 0

    @pytest.mark.parametrize("format", ["webp", "avif"])
    def test_with_transparency(self, format: str) -> None:
        made, true = written(f"lossless/format:{format}/key.png", soft(alpha=True)), soft(alpha=True)
        away = (made - written("key.png", true)).abs()
        assert away[3].max() == 0
        assert (made[3] > 0).ifthenelse(away[0], 0).max() == 0

    def test_nearly(self) -> None:
        away = (written("lossless:near/format:webp/key.png") - scene(96, 64)).abs()
        assert 0 < away.max() <= 4

    def test_the_finest_quality_is_not_lossless(self) -> None:
        assert (written("quality:100/format:webp/key.png") - scene(96, 64)).abs().max() > 0

    def test_a_format_that_cannot_ignores_it(self) -> None:
        plain, asked = (answer(f"{word}/format:jpeg/key.png", soft()).read() for word in ("0x0", "lossless"))
        assert plain == asked
