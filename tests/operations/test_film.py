"""Animations keep their frames, times and loops through everything that is done to them."""

from __future__ import annotations

import json

import pytest

from fitter import Blob, Segment
from tests.material import photo
from tests.operations import stage
from tests.operations.films import DELAYS, INKS, LOOP, film, see, written
from tests.table import table
from tests.url.words import OPERATIONS

GEOMETRY = {
    "x": ("40x30", "a"),
    "20x15": ("20x15", "a"),
    "80x60": ("80x60", "a"),
    "20x20/left": ("20x20", "a"),
    "20x20/right": ("20x20", ""),
    "32x8/top": ("32x8", "a"),
    "20x20/smart": ("20x20", None),
    "fit-in/20x20": ("20x15", "a"),
    "full-fit-in/20x20": ("27x20", "a"),
    "adaptive-fit-in/15x20": ("20x15", "a"),
    "stretch/20x30": ("20x30", "a"),
    "-40x30": ("40x30", "b"),
    "40x-30": ("40x30", "c"),
    "0x0:20x30": ("20x30", "a"),
    "crop:0,0,80p,80p": ("32x24", "a"),
    "flip": ("40x30", "c"),
    "flop": ("40x30", "b"),
    "rotate:90": ("30x40", "b"),
    "rotate:180": ("40x30", "d"),
    "rotate:270": ("30x40", "c"),
    "rotate:20": (None, ""),
    "rotate:20,transparent": (None, None),
    "pad:5": ("50x40", ""),
    "trim": ("40x30", "a"),
    "flop/20x/rotate:90/pad:2,2,2,2,black": ("19x24", "d"),
}
"""What is done to 40x30 with a dark spot at a, the top left: the size, and where it is dark (None: not looked at)."""


@table("format", ["gif", "webp"])
@table("path", GEOMETRY)
def test_geometry(path: str, format: str) -> None:
    answer = stage.answer(f"{path}/a", film(format))
    made = see(answer)
    assert answer.media_type == f"image/{format}"
    assert (made.delays, made.loop) == (list(DELAYS), LOOP)
    assert made.inks == [0, 1, 2, 3, 4]
    size, dark = GEOMETRY[path]
    frame = made.frames[0]
    assert size in (None, f"{frame.width}x{frame.height}")
    assert dark is None or made.spots == [dark] * 5
    assert {name: answer.facts[name] for name in ("format", "frames", "width", "height")} == {
        "format": format,
        "frames": 5,
        "width": frame.width,
        "height": frame.height,
    }


@pytest.mark.parametrize("format", ["gif", "webp"])
@pytest.mark.parametrize(
    "path", ["background:red", "quality:30", "strip", "keep", "filters:blur(1):flip():quality(20)"]
)
def test_pixels(path: str, format: str) -> None:
    made = see(stage.answer(f"{path}/a", film(format)))
    assert (made.delays, made.loop, made.inks) == (list(DELAYS), LOOP, [0, 1, 2, 3, 4])


ELSE = {"page", "max-frames", "cover", "format", "meta"}
"""What is there to leave frames away, or to answer with something else."""


@table("kind", [kind for kind in OPERATIONS if kind.name not in ELSE], ids=lambda kind: kind.name)
def test_every_operation(kind: type[Segment]) -> None:
    """With the arguments of its example."""
    operation = next(one for one in stage.grammar().parse(kind.example).operations if isinstance(one, kind))
    if operation.sources:
        pytest.skip("its own test has what else it needs")
    made = see(stage.answer(f"{operation.text}/a", film(side=100)))
    assert (made.delays, made.loop, len(made.frames)) == (list(DELAYS), LOOP, 5)


@table("source", ["gif", "webp"])
@table("target", ["gif", "webp"])
@table(("delays", "loop"), [((0, 10, 0, 100, 20), 0), ((40, 655_350), 1), ((20, 20, 70), 2), ((0, 0), 65535)])
def test_times_stay_as_they_are(source: str, target: str, delays: tuple[int, ...], loop: int) -> None:
    made = see(stage.answer(f"20x/format:{target}/a", film(source, delays, loop)))
    assert (made.delays, made.loop) == (list(delays), loop)
    assert made.inks == [0, 1, 2, 3, 4][: len(delays)]


def test_loops_that_a_webp_has_no_room_for() -> None:
    assert see(stage.answer("format:webp/a", film("gif", loop=65536))).loop == 65535
    assert see(stage.answer("20x/a", film("gif", loop=65536))).loop == 65536


def test_times_that_a_gif_has_no_room_for() -> None:
    source = stage.answer("x/a", film("webp", (12, 15, 33, 700_000)))
    assert see(source).delays == [12, 15, 33, 700_000]
    assert see(stage.answer("format:gif/a", source)).delays == [20, 20, 30, 655_350]


def test_frames_that_look_the_same() -> None:
    blue, red = stage.plain(20, 20, 0, 0, 200), stage.plain(20, 20, 200, 0, 0)
    source = written([blue, blue, blue, red, red], "gif", [10, 0, 30, 40, 50], 0)
    # A GIF with as many frames; the encoder of WebP shows one for longer.
    assert see(stage.answer("10x/a", source)).delays == [10, 0, 30, 40, 50]
    assert see(stage.answer("10x/format:webp/a", source)).delays == [40, 90]
    source = written([blue, blue], "gif", [10, 20], 0)
    assert len(see(stage.answer("format:webp/a", source)).frames) == 1


def test_grey() -> None:
    made = see(stage.answer("grayscale/a", film()))
    assert made.delays == list(DELAYS)
    for frame, ink in zip(made.frames, INKS, strict=True):
        still = stage.made("grayscale/a", stage.png(stage.plain(9, 9, *ink)))
        assert stage.pixel(frame, 20, 15)[:3] == pytest.approx(stage.pixel(still, 4, 4) * 3, abs=3)


@table("target", ["gif", "webp"])
@table("path", ["x", "20x", "rotate:90", "grayscale", "blur:1", "flip"])
def test_what_is_clear_stays_clear(path: str, target: str) -> None:
    made = see(stage.answer(f"{path}/format:{target}/a", film(clear=True)))
    assert made.delays == list(DELAYS)
    for frame in made.frames:
        assert stage.pixel(frame, 1, 1)[3] == 0  # nothing of the frame before shines through
        assert stage.pixel(frame, frame.width // 2, frame.height // 2)[3] == 255


def test_every_frame_over_a_background() -> None:
    made = see(stage.answer("background:white/a", film(clear=True)))
    assert [stage.pixel(frame, 1, 1)[:3] for frame in made.frames] == [(255, 255, 255)] * 5
    assert made.inks == [0, 1, 2, 3, 4]


def test_content_is_that_of_all_frames() -> None:
    def spot(x: int, y: int) -> object:
        return stage.plain(40, 30, 250, 250, 250).insert(stage.plain(4, 4, 10, 10, 10), x, y)

    blank = stage.plain(40, 30, 90, 90, 90)
    made = see(stage.answer("trim:9/a", written([spot(10, 8), blank, spot(22, 15)], "gif", [50] * 3, 0)))
    assert (made.frames[0].width, made.frames[0].height, made.delays) == (16, 11, [50] * 3)


def test_a_gif_with_one_frame_is_a_still() -> None:
    answer = stage.answer("20x/a", film("gif", (10,)))
    assert len(see(answer).frames) == 1
    assert "frames" not in answer.facts


def test_meta() -> None:
    facts = json.loads(stage.answer("meta/20x/a", film()).read())
    assert {name: facts["source"][name] for name in ("frames", "loop", "delays")} == {
        "frames": 5,
        "loop": LOOP,
        "delays": list(DELAYS),
    }
    assert facts["result"].items() >= {"format": "gif", "width": 20, "height": 15, "frames": 5}.items()
    assert json.loads(stage.answer("meta/format:png/a", film()).read())["result"]["frames"] == 1
    still = json.loads(stage.answer("meta/a").read())
    assert still["source"]["frames"] == still["result"]["frames"] == 1
    assert not {"loop", "delays"} & still["source"].keys()


@table("path", ["100x70/smart", "40x/rotate:90/flip", "format:webp"])
@table(
    ("name", "frames", "time", "loop"),
    [
        ("anim.gif", 30, 900, 0),
        ("anim.webp", 9, 900, 0),
        ("anim-loop3.gif", 10, 42_000, 3),
        ("anim-loop3.webp", 10, 42_000, 3),
    ],
)
def test_real_ones(path: str, name: str, frames: int, time: int, loop: int) -> None:
    source = Blob(photo(name).read_bytes())
    before, made = see(source), see(stage.answer(f"{path}/a", source))
    assert (len(before.frames), sum(made.delays), made.loop) == (frames, time, loop)
    if name.endswith("gif") and path != "format:webp":
        assert made.delays == before.delays
