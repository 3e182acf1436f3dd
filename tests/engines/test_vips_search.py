"""Searching a quality with few tries, on encoders of known size and likeness."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fitter.engines.vips import search
from tests.table import table


class Tries:
    """An encoder whose files have as many bytes as the function says; it counts."""

    def __init__(self, size: Callable[[int], int]) -> None:
        self.size = size
        self.asked: list[int] = []

    def __call__(self, quality: int) -> bytes:
        self.asked.append(quality)
        return bytes(self.size(quality))


def test_what_fits_is_written_once() -> None:
    tries = Tries(lambda quality: quality)
    assert len(search.within(tries, 80, 80)) == 80
    assert tries.asked == [80]


@table("most", range(5, 80))
def test_the_finest_that_fits_nearly(most: int) -> None:
    tries = Tries(lambda quality: quality)
    assert most - 3 <= len(search.within(tries, 80, most)) <= most
    assert len(tries.asked) <= 1 + search.MOST


@pytest.mark.parametrize("quality", [1, 5, 6, 20, 100])
def test_what_cannot_be_met(quality: int) -> None:
    tries = Tries(lambda quality: 1000 + quality)
    assert len(search.within(tries, quality, 900)) == 1000 + min(quality, search.FLOOR)
    assert len(tries.asked) <= 1 + search.MOST


def test_an_encoder_that_is_smaller_at_a_higher_quality() -> None:
    tries = Tries(lambda quality: {42: 500}.get(quality, 1000 + quality))
    assert len(search.within(tries, 80, 400)) == 500


@table("needed", range(35, 100))
def test_the_lowest_that_is_alike(needed: int) -> None:
    asked: list[int] = []

    def likeness(quality: int) -> float:
        asked.append(quality)
        return quality / 100

    found = search.alike(likeness, needed / 100, 40, 90)
    assert found == min(90, max(40, found))
    assert min(90, max(40, needed)) <= found <= max(40, needed) + 2
    assert len(asked) <= search.MOST
