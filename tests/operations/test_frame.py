from __future__ import annotations

from functools import cache
from typing import ClassVar

import pytest
import pyvips

from fitter import BadArgument, Blob, LimitExceeded, Size
from fitter.engines.vips import VipsEngine
from fitter.operations.frame import Frame, Part, padding, parts
from fitter.settings.config import Settings
from fitter.settings.limits import Limits
from fitter.wishes import Wishes
from fitter.workers.greeting import hello
from fitter.workers.work import Work
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, pixel, plain, png, work

RED, GREEN, BLUE = (250, 0, 0, 255), (0, 250, 0, 255), (0, 0, 250, 255)
BLACK, CLEAR = (0, 0, 0, 255), (0, 0, 0, 0)


def nine(across: str, down: str, below: str = "", beside: str = "") -> Blob:
    """A red frame, green where it is stretched across and blue where it is down, clear where both; x is a mark."""
    inks = {"--": RED, "x-": GREEN, "-x": BLUE, "xx": CLEAR}
    width, height = len(across) + 2, len(down) + 2
    rows = [
        _edge(across),
        *([_ink(row), *(inks[column + row] for column in across), CLEAR] for row in down),
        _edge(below.ljust(width - 2)),
    ]
    for row, mark in zip(rows[1:], beside, strict=False):
        row[-1] = _ink(mark)
    pixels = bytes(channel for row in rows for ink in row for channel in ink)
    return png(pyvips.Image.new_from_memory(pixels, width, height, 4, "uchar").copy(interpretation="srgb"))


def _edge(marks: str) -> list[tuple[int, ...]]:
    return [CLEAR, *map(_ink, marks), CLEAR]


def _ink(mark: str) -> tuple[int, ...]:
    return BLACK if mark == "x" else CLEAR


@cache
def engine() -> VipsEngine:
    return VipsEngine(VipsEngine.Options())


WHITE = png(plain(40, 30, 255, 255, 255))
SIMPLE = nine("----xx-----", "---xx--")


def framed(patch: Blob, source: Blob = WHITE) -> pyvips.Image:
    return made("frame:f.9.png/a.png", source, patch)


class TestFrame(OperationContract):
    operation = Frame
    others: ClassVar[tuple[Blob, ...]] = (SIMPLE,)

    def test_it_lies_on_the_picture_and_stretches_what_is_marked(self) -> None:
        picture = framed(SIMPLE)
        assert (picture.width, picture.height) == (40, 30)
        reds = {(0, 0), (3, 2), (35, 0), (39, 29), (0, 28), (35, 28)}
        assert {pixel(picture, *at)[:3] for at in reds} == {RED[:3]}
        assert {pixel(picture, *at)[:3] for at in ((4, 0), (34, 2), (20, 29))} == {GREEN[:3]}
        assert {pixel(picture, *at)[:3] for at in ((0, 3), (3, 27), (39, 10))} == {BLUE[:3]}
        assert {pixel(picture, *at)[:3] for at in ((4, 3), (34, 27), (20, 10))} == {(255, 255, 255)}

    def test_the_picture_goes_where_the_other_marks_say(self) -> None:
        picture = framed(nine("----xx-----", "---xx--", "--xxxxxxx--", "---xxxx"))
        assert (picture.width, picture.height) == (44, 33)
        assert pixel(picture, 4, 3)[:3] == (255, 255, 255)
        assert pixel(picture, 0, 0) == RED

    def test_what_the_frame_leaves_open_beside_the_picture_is_clear(self) -> None:
        open_corner = nine("x" * 9, "x" * 9, "----xxxx-", "----xxxx-")
        picture = framed(open_corner)
        assert (picture.width, picture.height, pixel(picture, 0, 0)[3], pixel(picture, 20, 20)[3]) == (45, 35, 0, 255)

    def test_a_picture_smaller_than_the_frames_corners_gets_smaller_ones(self) -> None:
        picture = framed(SIMPLE, png(plain(6, 4, 255, 255, 255)))
        assert (picture.width, picture.height) == (6, 4)
        assert {pixel(picture, *at)[:3] for at in ((0, 0), (5, 3))} == {RED[:3]}

    def test_finer_screens_get_the_same_frame(self) -> None:
        patch = nine("----xx-----", "---xx--", "--xxxxxxx--", "---xxxx")
        blob = work()("frame:f/a.png", WHITE, patch, wishes=Wishes(density=2))
        picture = pyvips.Image.new_from_buffer(blob.read(), "")
        assert (picture.width, picture.height) == (48, 36)

    @pytest.mark.parametrize(
        "patch",
        [png(plain(20, 20, 250, 0, 0)), png(plain(2, 9, 0, 0, 0)), png(plain(2001, 9, 0, 0, 0)), nine("x-" * 9, "x")],
    )
    def test_what_is_no_nine_patch(self, patch: Blob) -> None:
        with pytest.raises(BadArgument, match=r"frame: the picture 'f\.9\.png' cannot be used: It is no nine-patch: "):
            framed(patch)

    def test_its_size_is_known_before_it_is_made(self) -> None:
        patch = engine().open(nine("----xx-----", "---xx--", "--xxxxxxx--", "---xxxx"))
        frame = Frame.build(source="f")
        assert frame.bounds_with(Size(40, 30), [patch]) == Size(44, 33)
        assert frame.scaled(2).bounds_with(Size(40, 30), [patch]) == Size(48, 36)
        assert frame.bounds_with(Size(40, 30), [engine().open(SIMPLE)]) == Size(40, 30)

    def test_a_frame_that_makes_it_too_large(self) -> None:
        small = Work(hello(Settings.model_construct(limits=Limits(result_pixels=1300))))
        with pytest.raises(LimitExceeded, match="The result of frame has 1452 pixels"):
            small("frame:f/a.png", WHITE, nine("----xx-----", "---xx--", "--xxxxxxx--", "---xxxx"))


@pytest.mark.parametrize(
    ("marks", "side", "expected"),
    [
        ("--x--", 10, [Part(1, 3, 0, 2), Part(3, 4, 2, 6), Part(4, 6, 8, 2)]),
        ("x--x", 10, [Part(1, 2, 0, 4), Part(2, 4, 4, 2), Part(4, 5, 6, 4)]),
        ("xx-x", 11, [Part(1, 3, 0, 6), Part(3, 4, 6, 1), Part(4, 5, 7, 4)]),
        ("--x--", 4, [Part(1, 3, 0, 2), Part(4, 6, 2, 2)]),
        ("--x--", 3, [Part(1, 3, 0, 1), Part(4, 6, 1, 2)]),
        ("x", 7, [Part(1, 2, 0, 7)]),
    ],
)
def test_the_parts_of_a_side(marks: str, side: int, expected: list[Part]) -> None:
    assert list(parts([mark == "x" for mark in marks], side)) == expected


@pytest.mark.parametrize("marks", ["----", "x-x-x-x-x-"])
def test_sides_that_cannot_be_stretched(marks: str) -> None:
    with pytest.raises(BadArgument):
        list(parts([mark == "x" for mark in marks], 100))


@pytest.mark.parametrize(
    ("marks", "density", "expected"),
    [("--xx---", 1, (2, 3)), ("-x---", 2, (2, 6)), ("-----", 1, (0, 0)), ("x", 1, (0, 0))],
)
def test_the_padding_of_a_side(marks: str, density: float, expected: tuple[int, int]) -> None:
    assert padding([mark == "x" for mark in marks], density) == expected
