from __future__ import annotations

import pytest

from fitter.operations.palette import Palette
from tests.contracts.operation import OperationContract
from tests.operations.encoded import says, soft, written
from tests.operations.stage import answer


class TestPalette(OperationContract):
    operation = Palette

    @pytest.mark.parametrize(("colors", "bits"), [(2, 1), (4, 2), (16, 4), (256, 8)])
    def test_png(self, colors: int, bits: int) -> None:
        path = f"palette:{colors}/key.png"
        assert (says(path, "palette"), says(path, "bits-per-sample")) == (1, bits)

    @pytest.mark.parametrize("colors", [2, 16])
    def test_gif(self, colors: int) -> None:
        assert len(says(f"palette:{colors}/format:gif/key.png", "gif-palette")) == colors

    def test_transparency_stays(self) -> None:
        assert written("palette/key.png", soft(alpha=True)).hasalpha()

    def test_not_unless_asked_for(self) -> None:
        assert says("key.png", "palette") is None

    def test_other_formats_ignore_it(self) -> None:
        plain, asked = (answer(f"{word}/format:webp/key.png", soft()).read() for word in ("0x0", "palette:2"))
        assert plain == asked
