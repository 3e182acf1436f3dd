"""Animations and files with pages, as the engine opens them."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from fitter import WHITE, Blob, Box, LimitExceeded, Output, Size, UndecodableImage
from fitter.engines.vips import VipsEngine, beats
from fitter.engines.vips.load import Source
from tests.engines.stage import flat, seen, shown, source
from tests.operations.films import DELAYS, film, see

FORMATS = pytest.mark.parametrize("format", ["gif", "webp"])


@FORMATS
def test_facts(engine: VipsEngine, format: str) -> None:
    image = engine.open(film(format))
    assert (image.frames, image.size) == (5, Size(40, 30))
    facts = image.facts()
    assert (facts["frames"], facts["delays"], facts["loop"]) == (5, list(DELAYS), 3)


@FORMATS
@pytest.mark.parametrize(("first", "count"), [(0, 1), (0, 3), (2, 1), (2, 3), (4, 1)])
def test_some_frames(engine: VipsEngine, format: str, first: int, count: int) -> None:
    image = engine.open(film(format))
    wanted = [0, 1, 2, 3, 4][first : first + count]
    before, after = image.take(first, count).resize(Size(20, 15)), image.resize(Size(20, 15)).take(first, count)
    for one in (before, after, image.blur(1).take(first, count), image.take(0, 5).take(first, count)):
        made = see(one.encode(Output()))
        assert one.frames == count
        assert made.inks == wanted
        assert count == 1 or made.delays == [DELAYS[number] for number in wanted]
        assert one.facts()["frames"] == 5  # of the source
    rest = image.take(first, count)
    assert see(rest.take(count - 1, 1).encode(Output())).inks == wanted[-1:]


@FORMATS
def test_a_format_that_does_not_move(engine: VipsEngine, format: str) -> None:
    made = engine.open(film(format)).flip().encode(Output(format="png"))
    assert (made.facts["height"], "frames" in made.facts) == (30, False)
    assert seen(made).height == 30


@FORMATS
def test_only_what_is_taken_is_decoded(engine: VipsEngine, format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    decode = Source.decode

    def counted(self: Source, shrink: float, bottom: int | None = None) -> Any:
        asked.append(list(self.pages))
        return decode(self, shrink, bottom)

    image = engine.open(film(format))
    monkeypatch.setattr(Source, "decode", counted)
    image.take(3, 1).resize(Size(8, 6)).encode(Output())
    image.focus("attention")
    image.take(1, 2).resize(Size(8, 6)).flip().encode(Output())
    assert asked == [[3], [0], [1, 2]]


@FORMATS
def test_a_cut_animation_is_never_served_as_a_shorter_one(engine: VipsEngine, format: str) -> None:
    whole = film(format, side=120).read()
    for end in range(20, len(whole) - 1, 41):  # never just behind a frame of these
        with pytest.raises(UndecodableImage):
            engine.open(Blob(whole[:end])).resize(Size(20, 15)).encode(Output())


def test_a_gif_without_the_mark_at_its_end(engine: VipsEngine) -> None:
    whole = film().read()
    assert whole[-1:] == b";"
    for body in (whole[:-1], whole + b"what follows", whole[:-1] + b"\0\0;", whole + b"!\xfe\5"):
        assert see(engine.open(Blob(body)).encode(Output())).inks == [0, 1, 2, 3, 4]
    with pytest.raises(UndecodableImage, match="cut short"):
        engine.open(Blob(whole[:-1] + b"!\xfe\1x\0"))  # a remark, and then nothing


def test_an_animation_can_be_used_more_than_once(engine: VipsEngine) -> None:
    image = engine.open(film())
    assert image.content("top-left", 10) == Box(0, 0, 40, 30)
    for one in (image, image.resize(Size(20, 15)), image.rotate(30, WHITE).flip()):
        assert one.encode(Output()).read() == one.encode(Output()).read()


def test_each_frame_is_finished_before_the_next_is_begun(engine: VipsEngine) -> None:
    # A pipeline of libvips takes megabytes: those of all frames at once would be more than a worker has.
    steps: list[str] = []

    def step(name: str) -> Any:
        return lambda pixels: (steps.append(name), pixels)[1]

    image = engine.open(film()).resize(Size(20, 15))
    image._after(image.size, step("one"))._then(image.size, step("two"))._after(image.size, step("three")).encode(
        Output()
    )
    assert steps == ["one", "two", "three"] * 5


def test_a_side_that_is_too_long(engine: VipsEngine) -> None:
    with pytest.raises(LimitExceeded, match="16383"):
        engine.open(film()).resize(Size(17000, 2)).encode(Output("webp"))


def test_pages(engine: VipsEngine) -> None:
    tiffs = VipsEngine(VipsEngine.Options(read=["png", "tiff"]))
    image = tiffs.open(Blob(tiff(Size(20, 10), Size(50, 40))))
    assert (image.frames, image.size, image.facts()["frames"]) == (1, Size(20, 10), 2)
    second = image.take(1, 1)
    assert (second.frames, second.size) == (1, Size(50, 40))
    for one, level in ((image, 100), (second, 101)):
        assert shown(one)(5, 5) == shown(one.resize(Size(9, 9)))(5, 5) == [level]


def tiff(*sizes: Size) -> bytes:
    """A page of each size; the first is grey of 100, the second of 101 and so on."""
    file = bytearray(b"II*\0" + struct.pack("<I", 8))
    for number, size in enumerate(sizes):
        start = len(file) + 2 + 8 * 12 + 4
        after = start + size.pixels if number + 1 < len(sizes) else 0
        tags = {256: size.width, 257: size.height, 258: 8, 259: 1, 262: 1, 273: start, 278: size.height}
        entries = [struct.pack("<HHII", tag, 4, 1, value) for tag, value in (tags | {279: size.pixels}).items()]
        file += struct.pack("<H", len(entries)) + b"".join(entries) + struct.pack("<I", after)
        file += bytes([100 + number]) * size.pixels
    return bytes(file)


def test_times_in_a_webp_stay_where_they_are() -> None:
    still = source(flat(8, 8, 1, 2, 3), ".webp").read()
    assert beats.timed(still, [70]) == still
    assert beats.timed(b"RIFF", [1]) == b"RIFF"
