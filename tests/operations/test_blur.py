from __future__ import annotations

import math
from itertools import pairwise

import pytest

from fitter import BadArgument
from fitter.operations.blur import Blur
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel, plain, png


def slope(words: str) -> list[int]:
    """A row of pixels across an edge from black to white between 99 and 100."""
    edge = plain(100, 3, 0, 0, 0).join(plain(100, 3, 255, 255, 255), "horizontal")
    row = made(f"{words}/key.png", png(edge)).crop(0, 1, 200, 1)[0]
    return list(bytes(row.write_to_memory()))


class TestBlur(OperationContract):
    operation = Blur

    def test_it_smears_edges_and_keeps_the_mean(self) -> None:
        sharp, soft = made("key.png"), made("blur:5/key.png")
        assert pixel(soft, 38, 10) != pixel(sharp, 38, 10)
        assert abs(soft.avg() - sharp.avg()) < 2

    def test_it_smears_as_far_as_its_sigma_says(self) -> None:
        for sigma in (0.9, 2, 3, 7.5, 12):
            steps = [after - before for before, after in pairwise(slope(f"blur:{sigma}"))]
            away = sum(step * (at - 99) ** 2 for at, step in enumerate(steps)) / sum(steps)
            assert math.sqrt(away) == pytest.approx(sigma, rel=0.06), sigma

    def test_in_filters_it_is_cut_off_as_thumbors_is(self) -> None:
        for filter, radius, sigma in (("blur(1)", 1, 1), ("blur(7)", 7, 7), ("blur(7,3)", 7, 3), ("blur(5,20)", 5, 20)):
            weights = [math.exp(-(far**2) / (2 * sigma**2)) for far in range(-radius, radius + 1)]
            whole = [0.0] * 100 + [255.0] * 100
            wanted = [
                sum(one * two for one, two in zip(weights, whole[at - radius :], strict=False)) / sum(weights)
                for at in range(80, 120)
            ]
            assert slope(f"filters:{filter}")[80:120] == pytest.approx(wanted, abs=2), filter

    def test_what_is_of_one_colour_stays_so(self) -> None:
        source = png(plain(30, 20, 255, 200, 37))
        for words in ("0.000001", "0.4", "1", "1.3", "3", "4.5", "6", "20", "150", "1,1", "3,9", "20,4"):
            assert pixel(made(f"blur:{words}/key.png", source), 9, 9) == (255, 200, 37), words

    def test_in_filters_the_radius_is_the_sigma_unless_both_are_given(self) -> None:
        assert Blur.parse_filter(["7"]) == Blur(sigma=7, radius=7)
        assert Blur.parse_filter(["7", "3"]) == Blur(sigma=3, radius=7)
        assert Blur.parse_filter(["4000"]) == Blur(sigma=150, radius=150)
        assert Blur.parse_filter(["2.5"]) == Blur(sigma=2.5)
        with pytest.raises(BadArgument, match="a radius"):
            Blur.parse_filter([])
