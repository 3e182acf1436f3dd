"""What reading a path costs: work that grows with its length, however the path is made."""

from __future__ import annotations

import contextlib
import sys
import time
from types import FrameType
from typing import Any

from fitter import BadRequest
from tests.table import table
from tests.url.words import FOREIGN_GRAMMAR

LONGEST = 8192

HOSTILE = {
    "parentheses, nested": ("filters:f(", "(", ")", ")/a"),
    "parentheses, in pairs": ("filters:f(", "()", "", ")/a"),
    "parentheses, never closed": ("filters:f", "(", "", "/a"),
    "parentheses, never opened": ("filters:f", ")", "", "/a"),
    "calls": ("filters:", "flip():", "", "flip()/a"),
    "calls of size words": ("filters:", "upscale():", "", "flip()/a"),
    "calls of nothing": ("filters:", "f():", "", "f()/a"),
    "calls in calls": ("filters:", "f(", ")", "/a"),
    "filters in filters": ("filters:f(", "/filters:f(", ")", ")/a"),
    "filters after filters": ("", "filters:f()/", "", "a"),
    "sizes": ("", "-11x/", "", "a"),
    "boxes": ("", "1x2:3x4/", "", "a"),
    "digits": ("", "1", "", "x/a"),
    "dashes": ("", "-/", "", "a"),
    "slashes": ("", "/", "", "a"),
    "colons": ("", ":", "", "/a"),
    "colons in filters": ("filters:", ":", "", "/a"),
    "commas": ("f:", ",", "", "/a"),
    "commas in filters": ("filters:f(", ",", "", ")/a"),
    "quotes": ("filters:f(x", "'", "", ")/a"),
    "quotes and commas": ("filters:f(", "',", "", ")/a"),
    "quotes and blanks": ("filters:f(", " '", "", ")/a"),
    "blanks": ("filters:f(", " ", "", ")/a"),
    "kinds": ("keep:", "x,", "", "/a"),
    "a name": ("", "a", "", ":/a"),
    "an argument": ("blur:", "9", "", "/a"),
    "percent": ("", "%41", "", "a"),
    "percent in an argument": ("blur:", "%41", "", "/a"),
    "base64": ("b64:", "QUFB", "", ""),
    "operations": ("", "flip/", "", "a"),
    "words": ("", "left/", "", "a"),
}


def path(kind: str, length: int) -> str:
    start, left, right, end = HOSTILE[kind]
    times = (length - len(start) - len(end)) // len(left + right)
    return start + left * times + right * times + end


def read(text: str) -> None:
    with contextlib.suppress(BadRequest):
        FOREIGN_GRAMMAR.write(FOREIGN_GRAMMAR.parse(text))


def lines(text: str) -> int:
    """How many lines of Python run to read a path."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read(text)
    finally:
        sys.settrace(before)
    return count


@table("kind", HOSTILE)
def test_twice_the_length_is_at_most_twice_the_work(kind: str) -> None:
    read(path(kind, 64))  # what is imported and compiled once
    half, whole = lines(path(kind, LONGEST // 2)), lines(path(kind, LONGEST))
    assert whole < 2.1 * half + 1000
    assert whole < 30 * LONGEST


@table("kind", HOSTILE)
def test_the_longest_path_is_read_at_once(kind: str) -> None:
    text = path(kind, LONGEST)
    assert LONGEST - 20 < len(text) <= LONGEST
    start = time.perf_counter()
    read(text)
    assert time.perf_counter() - start < 2  # milliseconds; the bound is there to end what would hang


@table("kind", HOSTILE)
def test_an_error_is_short_however_long_the_path(kind: str) -> None:
    try:
        FOREIGN_GRAMMAR.parse(path(kind, LONGEST))
        detail = ""
    except BadRequest as error:
        detail = error.detail
    assert len(detail) < 500


def test_depth_is_no_matter_of_the_stack() -> None:
    text = "filters:f(" + "(" * 10_000 + ")" * 10_000 + ")/a"
    (operation,) = FOREIGN_GRAMMAR.parse(text).operations
    assert operation.arguments == ("(" * 10_000 + ")" * 10_000,)  # type: ignore[attr-defined]  # a call
