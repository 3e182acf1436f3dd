from __future__ import annotations

import pytest

from fitter.operations.max_frames import MaxFrames
from tests.contracts.operation import OperationContract
from tests.operations.films import DELAYS, LOOP, film, see
from tests.operations.stage import answer


class TestMaxFrames(OperationContract):
    operation = MaxFrames

    @pytest.mark.parametrize("format", ["gif", "webp"])
    @pytest.mark.parametrize("count", [2, 3, 5, 99])
    def test_the_first_frames_with_their_times(self, count: int, format: str) -> None:
        for path in (f"max-frames:{count}/20x/a", f"20x/filters:max_frames({count})/a"):
            seen = see(answer(path, film(format)))
            assert (seen.delays, seen.loop) == (list(DELAYS[:count]), LOOP)
            assert seen.inks == [0, 1, 2, 3, 4][:count]

    def test_one_is_a_still(self) -> None:
        assert len(see(answer("max-frames:1/a", film())).frames) == 1

    def test_the_fewest_count(self) -> None:
        assert see(answer("max-frames:4/max-frames:2/max-frames:3/a", film())).inks == [0, 1]

    def test_a_still_stays(self) -> None:
        assert answer("max-frames:3/a").read() == answer("a").read()
