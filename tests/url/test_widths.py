"""Operations for several widths: the picture is as wide as is said, or nobody says so."""

from __future__ import annotations

import pytest

from fitter.errors import BadRequest
from fitter.resolve import vocabulary
from fitter.url.grammar import Grammar
from fitter.url.rules import Rules
from fitter.url.widths import by_width
from tests.table import table

GRAMMAR = Grammar(vocabulary([]), Rules(width=2000))


@table(
    ("operations", "text"),
    [
        ("", "300x"),
        ("flip", "flip/300x"),
        ("x400/", "x400/300x"),
        ("fit-in/600x400", "fit-in/300x200"),
        ("fit-in/600x400/300x", "fit-in/600x400/300x0"),
        ("trim/600x400/x200", "trim/600x400/0x200"),
        ("600x400/rotate:90", "450x300/rotate:90"),
        ("600x400/rotate:30", "249x166/rotate:30"),  # 299 wide, for sides are whole
        ("600x/pad:20", "281x0/pad:9"),
        ("600x/zoom:2", "150x0/zoom:2"),
        ("600x400/crop:10p,0,50p,50p", "600x400/crop:10p,0,50p,50p"),
        ("fit-in/600x400/fill:red", "fit-in/300x200/fill:ff0000,,300,200"),
    ],
)
def test_the_picture_is_as_wide_in_the_end(operations: str, text: str) -> None:
    assert by_width(GRAMMAR, operations, [300]) == [("300w", text)]


@table(
    ("operations", "words"),
    [
        ("600x/rotate:90", "rotate: nobody can say how wide"),
        ("600x/x200", "resize: nobody can say how wide"),
        ("600x400/trim", "trim: nobody can say how wide"),
        ("600x400/frame:a.png", "frame: nobody can say how wide"),
        ("600x400/0x0:100x100", "the picture would be 100 wide"),
        ("dpr:2/600x", "leave dpr away"),
        ("flip/dpr:2", "leave dpr away"),
    ],
)
def test_what_nobody_can_say(operations: str, words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        by_width(GRAMMAR, operations, [300])


def test_a_width_that_is_cut_down_by_the_limits() -> None:
    for operations in ("", "600x400"):
        with pytest.raises(BadRequest, match=r"A width of 4000 cannot be had by these operations: .* 2000 wide"):
            by_width(GRAMMAR, operations, [300, 4000])
