from __future__ import annotations

import pytest
import pyvips

from fitter import Blob, values
from fitter.operations.quality import Quality
from fitter.settings.qualities import AutoQuality
from fitter.settings.writing import Writing
from tests.contracts.operation import OperationContract
from tests.engines.stage import scene
from tests.material import photo
from tests.operations.encoded import rough
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

    @pytest.mark.parametrize("name", ["jpeg", "webp"])
    def test_auto_gives_each_picture_what_it_needs(self, name: str) -> None:
        flat, busy = self.needed(name, png(scene(160, 120))), self.needed(name, rough())
        assert flat < busy

    @staticmethod
    def needed(name: str, source: Blob) -> int:
        """The number that ``auto`` stands for."""
        made = answer(f"quality:auto/format:{name}/key.png", source).read()
        assert answer(f"quality:auto/format:{name}/key.png", source).read() == made
        found = (q for q in range(50, 91) if answer(f"quality:{q}/format:{name}/key.png", source).read() == made)
        return next(found)

    def test_auto_of_avif(self) -> None:
        low, found, high = (answer(f"quality:{q}/format:avif/key.png", rough()).size for q in (50, "auto", 90))
        assert low < found < high

    def test_photographs_need_more_or_less(self) -> None:
        for name, more in (("mountains-8mp.jpg", True), ("nuthatch-20mp.jpg", False)):
            source = Blob(photo(name).read_bytes())
            usual, needed = (answer(f"300x/{word}/{name}", source).size for word in ("quality:80", "quality:auto"))
            assert (needed > usual) == more

    def test_a_number_behind_auto_wins(self) -> None:
        paths = ("quality:auto/quality:30/format:jpeg/key.png", "quality:30/format:jpeg/key.png")
        assert len({answer(path, png(scene(60, 40))).read() for path in paths}) == 1

    def test_the_settings_of_auto(self) -> None:
        output = Writing(auto_quality=AutoQuality(always=True, likeness=0.9, lowest=3, highest=4)).output()
        assert output.auto_quality
        assert output.auto == values.AutoQuality(0.9, 3, 4)

    def test_auto_needs_room(self) -> None:
        with pytest.raises(ValueError, match=r"must not be below output\.auto_quality\.lowest"):
            AutoQuality(lowest=60, highest=59)
