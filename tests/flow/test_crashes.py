"""Which sources are refused after workers have died of them."""

from __future__ import annotations

from fitter.flow.crashes import Crashes

MADE = "300x200"


def test_one_that_crashes_is_expected_to() -> None:
    crashes = Crashes()
    crashes.happened(["a"], MADE)
    assert crashes.expected(["a"], "another size")
    assert crashes.expected(["a", "mark"], MADE)
    assert not crashes.expected(["b"], MADE)


def test_of_one_that_was_well_only_the_same_is_expected_to() -> None:
    crashes = Crashes()
    crashes.passed(["a"])
    crashes.happened(["a"], MADE)
    assert crashes.expected(["a"], MADE)
    assert not crashes.expected(["a"], "another size")
    assert not crashes.expected(["b"], MADE)


def test_one_that_was_well_and_crashes_in_size_after_size_is_blamed() -> None:
    crashes = Crashes()
    crashes.passed(["a", "mark"])
    for size in ("1x", "2x", "3x"):
        assert not crashes.expected(["a", "mark"], size)
        crashes.happened(["a", "mark"], size)
    assert crashes.expected(["a", "mark"], "4x")
    assert not crashes.expected(["b", "mark"], "1x")
    assert not crashes.expected(["a"], "1x")


def test_a_mark_that_lies_on_every_picture_is_not_blamed_for_a_broken_one() -> None:
    crashes = Crashes()
    crashes.passed(["good", "mark"])
    for broken in "abcde":
        crashes.happened([broken, "mark"], MADE)
        assert crashes.expected([broken], MADE)
    assert not crashes.expected(["good", "mark"], MADE)
    assert not crashes.expected(["new", "mark"], MADE)


def test_pictures_are_not_blamed_for_a_broken_mark() -> None:
    crashes = Crashes()
    crashes.passed(["a"])
    crashes.happened(["a", "mark"], MADE)
    assert crashes.expected(["b", "mark"], MADE)
    assert not crashes.expected(["a"], MADE)


def test_of_two_strangers_neither_is_blamed_alone() -> None:
    crashes = Crashes()
    crashes.happened(["a", "mark"], MADE)
    assert crashes.expected(["mark", "a", "b"], MADE)
    assert not crashes.expected(["a"], MADE)
    assert not crashes.expected(["b", "mark"], MADE)


def test_a_stranger_that_crashes_with_one_after_the_other_is_blamed() -> None:
    crashes = Crashes()
    for picture in "abc":
        assert not crashes.expected([picture, "mark"], MADE)
        crashes.happened([picture, "mark"], MADE)
    assert crashes.expected(["d", "mark"], MADE)
    assert not crashes.expected(["a"], MADE)


def test_what_is_remembered_is_bounded() -> None:
    crashes = Crashes()
    for number in range(2000):
        crashes.happened([number], MADE)
        crashes.passed([-number])
    assert not crashes.expected([0], MADE)
    assert crashes.expected([1999], MADE)
    assert len(crashes._suspects) == len(crashes._passed) == 1000
