"""A table that fails says each row that did."""

from __future__ import annotations

import pytest

from tests.table import table


@table("left,right", [(1, 1), (1, 2), (3, 4)])
def is_equal(left: int, right: int) -> None:
    assert left == right


def test_every_failing_row_is_told() -> None:
    with pytest.raises(AssertionError, match=r"2 of 3 rows:\s+1, 2\n(?s:.)*3, 4\n") as told:
        is_equal()
    assert "assert left == right" in str(told.value)


@table("row", [pytest.param(1, marks=pytest.mark.skip(reason="the tables are not there"))])
def is_skipped(row: int) -> None:
    raise AssertionError(row)


def test_what_has_no_rows_is_skipped() -> None:
    with pytest.raises(pytest.skip.Exception, match="the tables are not there"):
        is_skipped()


@table("row", [1, 2])
@table("other", "ab")
def is_seen(row: int, other: str, seen: list[str]) -> None:
    seen.append(f"{row}{other}")


def test_tables_of_two_are_all_pairs() -> None:
    seen: list[str] = []
    is_seen(seen=seen)
    assert seen == ["1a", "1b", "2a", "2b"]
