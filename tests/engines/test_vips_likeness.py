"""Likeness: a number that follows what is seen."""

from __future__ import annotations

import pytest
import pyvips

from fitter.engines.vips.likeness import likeness, sample
from tests.engines.stage import flat, scene


def test_the_same_is_one() -> None:
    assert likeness(scene(90, 60), scene(90, 60)) == pytest.approx(1)


def test_worse_is_less() -> None:
    whole = scene(300, 200)
    noise = pyvips.Image.gaussnoise(300, 200, mean=0, sigma=1, seed=1)
    found = [likeness(whole, (whole + noise * much).cast("uchar")) for much in (1, 4, 16, 64)]
    assert found == sorted(found, reverse=True)
    assert found[0] > 0.99
    assert found[-1] < 0.5


@pytest.mark.parametrize("bands", [1, 2, 3, 4])
def test_any_kind_of_picture(bands: int) -> None:
    picture = flat(30, 20, *range(100, 100 + bands))
    assert likeness(picture, picture) == pytest.approx(1)
    assert likeness(picture, picture.invert()) < 0.99


@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 200), (6, 6), (7, 1)])
def test_the_smallest(width: int, height: int) -> None:
    assert likeness(scene(width, height), scene(width, height)) == pytest.approx(1)


@pytest.mark.parametrize(
    ("width", "height"), [(3000, 2000), (768, 960), (10, 60_000), (60_000, 10), (200, 4000), (4000, 200)]
)
def test_a_sample_of_a_large_picture_is_small(width: int, height: int) -> None:
    picture = sample(pyvips.Image.black(width, height))
    assert picture.width * picture.height <= 16 * 192 * 192
    assert picture.width * picture.height >= min(width, 192) * min(height, 192)


def test_a_sample_is_from_all_over() -> None:
    quarters = flat(2000, 2000, 0).insert(flat(1000, 1000, 200), 1000, 1000)
    assert sample(quarters).avg() == pytest.approx(50)


def test_a_small_picture_is_its_own_sample() -> None:
    assert sample(scene(300, 200)).width == 300
