"""Which sources are refused after workers have died of them."""

from __future__ import annotations

import pytest

from fitter.flow.crashes import Crashes


@pytest.mark.parametrize("passed", [[], ["a"]])
def test_one_that_crashes_is_expected_to(passed: list[str]) -> None:
    crashes = Crashes()
    crashes.passed(passed)
    crashes.happened(["a"])
    assert crashes.expected(["a"])
    assert crashes.expected(["a", "mark"])
    assert not crashes.expected(["b"])


def test_a_mark_that_lies_on_every_picture_is_not_blamed_for_a_broken_one() -> None:
    crashes = Crashes()
    crashes.passed(["good", "mark"])
    for broken in "abcde":
        crashes.happened([broken, "mark"])
        assert crashes.expected([broken])
    assert not crashes.expected(["good", "mark"])
    assert not crashes.expected(["new", "mark"])


def test_pictures_are_not_blamed_for_a_broken_mark() -> None:
    crashes = Crashes()
    crashes.passed(["a"])
    crashes.happened(["a", "mark"])
    assert crashes.expected(["b", "mark"])
    assert not crashes.expected(["a"])


def test_of_two_strangers_neither_is_blamed_alone() -> None:
    crashes = Crashes()
    crashes.happened(["a", "mark"])
    assert crashes.expected(["mark", "a", "b"])
    assert not crashes.expected(["a"])
    assert not crashes.expected(["b", "mark"])


def test_a_stranger_that_crashes_with_one_after_the_other_is_blamed() -> None:
    crashes = Crashes()
    for picture in "abc":
        assert not crashes.expected([picture, "mark"])
        crashes.happened([picture, "mark"])
    assert crashes.expected(["d", "mark"])
    assert not crashes.expected(["a"])


def test_what_is_remembered_is_bounded() -> None:
    crashes = Crashes()
    for number in range(2000):
        crashes.happened([number])
        crashes.passed([-number])
    assert not crashes.expected([0])
    assert crashes.expected([1999])
    assert len(crashes._suspects) == len(crashes._passed) == 1000
