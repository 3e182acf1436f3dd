"""Where marks lie and how large they are: arithmetic, without a picture."""

from __future__ import annotations

from typing import Any

import pytest

from fitter import Size
from fitter.operations.position import Position, Row, fitted, spread
from tests.material import vectors
from tests.table import table


def at(text: str) -> Position:
    return Position.parse(text, "left", "right")


@pytest.mark.parametrize("case", vectors("thumbor.json", "watermark_positions"))
def test_thumbors_positions(case: dict[str, Any]) -> None:
    position = at(case["pos"])
    assert ("-" if position.far else "") + str(position.offset(case["length"])) == case["expected"]


def test_thumbors_sizes() -> None:
    """One test for all, as there are 330 and each takes no time."""
    for row in vectors("thumbor.json", "watermark_sizes"):
        if isinstance(row, str):
            continue  # the names of the columns
        if not isinstance(row, list):
            pytest.skip("the vectors are not beside the repository")
        width, height, mark_width, mark_height, across, down, *expected = row
        size = fitted(Size(mark_width, mark_height), Size(width, height), across, down)
        assert abs(size.width - expected[0]) <= 1, row
        assert abs(size.height - expected[1]) <= 1, row


@table(
    ("text", "start"),
    [
        ("0", 0),
        ("10", 10),
        ("300", 300),
        ("-0", 80),
        ("-10", 70),
        ("-90", -10),
        ("20p", 20),
        ("-20p", 60),
        ("50p", 50),
        ("left", 0),
        ("right", 80),
        ("center", 40),
        ("repeat", 0),
        ("12.5p", 13),
    ],
)
def test_where_a_mark_begins(text: str, start: int) -> None:
    assert at(text).start(100, 20) == start


def test_what_is_larger_than_the_picture_hangs_out_on_both_sides() -> None:
    assert (at("center").start(20, 100), at("-0").start(20, 100)) == (-40, -80)


@pytest.mark.parametrize(("text", "same"), [("left", "0"), ("right", "-0"), ("7.0", "7"), ("-5.0%", "-5p")])
def test_one_spelling_for_one_place(text: str, same: str) -> None:
    assert str(at(text)) == same
    assert at(same) == at(text)


@table("text", ["", "-", "--1", "middle", "top", "1.5", "p", "-centre", "nan", "-repeat", "10px", "1e9"])
def test_what_is_no_place(text: str) -> None:
    with pytest.raises(ValueError, match="not a position"):
        at(text)


def test_finer_screens_move_pixels_alone() -> None:
    assert [str(at(text).scaled(1.5)) for text in ("10", "-3", "10p", "center")] == ["15", "-4", "10p", "center"]


@pytest.mark.parametrize(
    ("picture", "mark", "across", "down", "expected"),
    [
        (Size(200, 100), Size(20, 10), False, False, (Row(1, 0), Row(1, 0))),
        (Size(200, 100), Size(20, 10), True, False, (Row(10, 0), Row(1, 0))),
        (Size(209, 100), Size(20, 10), True, False, (Row(10, 1), Row(1, 0))),
        (Size(200, 100), Size(20, 10), True, True, (Row(10, 0), Row(10, 0))),
        (Size(220, 100), Size(20, 10), True, True, (Row(6, 20), Row(6, 8))),
        (Size(30, 100), Size(20, 10), True, False, (Row(2, 10), Row(1, 0))),
        (Size(10, 100), Size(20, 10), True, False, (Row(1, 10), Row(1, 0))),
        (Size(20, 3000), Size(15, 1), True, True, (Row(2, 0), Row(6, 598))),
    ],
)
def test_marks_that_repeat(picture: Size, mark: Size, across: bool, down: bool, expected: tuple[Row, Row]) -> None:
    assert spread(picture, mark, across, down) == expected
