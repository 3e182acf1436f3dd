"""JPEG by libjpeg-turbo is JPEG by libvips: the same pixels, metadata, fall-backs and errors."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import pyvips

from fitter import Blob, Box, FitterError, Output, Size
from fitter.engines.vips import VipsEngine, turbo
from tests.engines.stage import PNG, flat, scene, seen, source, tagged
from tests.material import photos

EVERYTHING = Output(format="jpeg", keep=frozenset({"exif", "xmp", "iptc", "icc"}))


@pytest.fixture
def libvips() -> VipsEngine:
    return VipsEngine(VipsEngine.Options(jpeg_turbo=False))


def decodes(engine: VipsEngine) -> int:
    """How many pictures libjpeg-turbo has decoded."""
    assert engine._kept is not None
    return engine._kept.decodes


def made(engine: VipsEngine, blob: Blob, size: Size, output: Output = PNG) -> bytes:
    return engine.open(blob).resize(size).encode(output).read()


def test_the_pixels_are_the_same(engine: VipsEngine, libvips: VipsEngine) -> None:
    wrong, count = [], 0
    kinds = (("on", False, 3), ("off", False, 3), ("on", True, 3), ("off", True, 1), ("off", False, 1))
    sizes = ((1, 1), (2, 17), (7, 5), (16, 3), (17, 13), (61, 47))
    for (subsampling, progressive, bands), (width, height) in itertools.product(kinds, sizes):
        picture = scene(width, height) if bands == 3 else scene(width, height)[0].copy(interpretation="b-w")
        file = source(picture, ".jpg", subsample_mode=subsampling, interlace=progressive, Q=90)
        for shrink in (2, 4, 8, 1):  # at full size, only what is wanted again is decoded in one piece
            size = Size(max(1, width // shrink // 2), max(1, height // shrink // 2))
            count += 1
            one, other = engine.open(file).sample(size), libvips.open(file).sample(size)
            if len(one) != len(other) or max(abs(a - b) for a, b in zip(one, other, strict=True)) > 2:
                wrong.append((subsampling, progressive, bands, width, height, shrink))
    assert wrong == []
    assert 0 < decodes(engine) <= count


def test_photographs_are_the_same(engine: VipsEngine, libvips: VipsEngine) -> None:
    wrong = []
    for path in photos():
        if path.suffix == ".jpg" and path.stat().st_size < 300_000:
            blob, shrink = Blob(path.read_bytes()), 5
            whole = engine.open(blob).size
            size = Size(max(1, whole.width // shrink), max(1, whole.height // shrink))
            if made(engine, blob, size, EVERYTHING) != made(libvips, blob, size, EVERYTHING):
                wrong.append(path.name)
    assert wrong == []


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_and_cut_pictures_are_the_same(engine: VipsEngine, libvips: VipsEngine, orientation: int) -> None:
    file = source(tagged(scene(150, 100), orientation), ".jpg", interlace=True)
    results = []
    for one in (engine, libvips):
        image = one.open(file)
        width, height = image.size.width, image.size.height
        results.append(image.crop(Box(5, 7, width - 3, height)).resize(Size(40, 37)).flip().encode(EVERYTHING).read())
    assert results[0] == results[1]
    assert decodes(engine) == 1


def test_metadata_is_kept(engine: VipsEngine, libvips: VipsEngine) -> None:
    picture = scene(120, 80).icc_transform("p3", input_profile="srgb").copy(xres=4, yres=5)
    picture.set_type(pyvips.GValue.gstr_type, "exif-ifd0-Copyright", "somebody (text)")
    picture.set_type(pyvips.GValue.blob_type, "xmp-data", b"<x/>")
    file = source(picture, ".jpg", keep="all", profile="p3")
    for output in (EVERYTHING, Output(), Output(keep=frozenset({"copyright"}))):
        assert made(engine, file, Size(60, 40), output) == made(libvips, file, Size(60, 40), output)
    kept = seen(Blob(made(engine, file, Size(60, 40), EVERYTHING)))
    assert {"exif-ifd0-Copyright", "xmp-data", "icc-profile-data"} <= set(kept.get_fields())
    assert decodes(engine) == 1


def plain(**options: object) -> bytes:
    return source(scene(200, 150), ".jpg", **options).read()


def arithmetic() -> bytes:
    return plain().replace(b"\xff\xc0", b"\xff\xc9", 1)


def twelve_bits() -> bytes:
    whole = plain()
    at = whole.index(b"\xff\xc0") + 4
    return whole[:at] + b"\x0c" + whole[at + 1 :]


def cmyk() -> bytes:
    return source(flat(60, 40, 10, 20, 30, 40).copy(interpretation="cmyk"), ".jpg").read()


def broken() -> bytes:
    whole = plain()
    at = len(whole) * 2 // 3
    return whole[:at] + b"\xff\xd9" + whole[at + 2 :]


def scans() -> bytes:
    whole = plain(interlace=True)
    last = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + last * turbo.SCANS + whole[-2:]


def outcome(engine: VipsEngine, file: bytes) -> tuple[type, object]:
    """The picture or the error."""
    try:
        return bytes, made(engine, Blob(file), Size(30, 20))
    except FitterError as error:
        return type(error), error.detail


UNUSUAL = [
    arithmetic,
    twelve_bits,
    cmyk,
    broken,
    scans,
    lambda: plain()[:-2],
    lambda: plain()[: len(plain()) // 2],
    lambda: plain(interlace=True)[: len(plain()) // 2],
    lambda: plain()[:700],
    lambda: plain().replace(b"\xff\xda", b"\xff\xdb", 1),
]


def test_what_is_unusual_is_left_to_libvips(engine: VipsEngine, libvips: VipsEngine) -> None:
    files = [file() for file in UNUSUAL]
    assert [outcome(engine, file) for file in files] == [outcome(libvips, file) for file in files]
    assert decodes(engine) == 0
    assert len({kind for kind, _ in (outcome(engine, file) for file in files)}) > 1


def test_what_stands_behind_the_picture_is_not_seen(engine: VipsEngine, libvips: VipsEngine) -> None:
    file = plain() + plain(Q=30) + b"a film"  # a phone's second picture, such as a gain map
    assert outcome(engine, file) == outcome(libvips, file)
    assert decodes(engine) == 1


@pytest.mark.parametrize("limit", [0, 200 * 150 * 3 - 1])
def test_a_very_large_one_is_decoded_line_by_line(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr(turbo, "MOST", limit)
    engine = VipsEngine(VipsEngine.Options())
    made(engine, Blob(plain()), Size(180, 140))
    assert decodes(engine) == 0


def test_so_is_one_for_which_there_is_no_memory(engine: VipsEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    before = made(engine, Blob(plain()), Size(180, 140))

    def room(_: int) -> None:
        raise MemoryError

    monkeypatch.setattr(turbo, "room", room)
    other = VipsEngine(VipsEngine.Options())
    assert made(other, Blob(plain()), Size(180, 140)) == before
    assert decodes(other) == 0


def test_and_one_for_which_the_library_cannot_be_loaded(engine: VipsEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    before = made(engine, Blob(plain()), Size(180, 140))

    def library() -> None:
        raise MemoryError

    monkeypatch.setattr(turbo, "library", library)
    other = VipsEngine(VipsEngine.Options())
    other.rest()
    assert made(other, Blob(plain()), Size(180, 140)) == before
    assert decodes(other) == 0


def test_so_is_one_of_which_the_top_will_do(engine: VipsEngine, libvips: VipsEngine) -> None:
    results = [one.open(Blob(plain())).crop(Box(20, 0, 120, 60)).encode(PNG).read() for one in (engine, libvips)]
    assert results[0] == results[1]
    assert decodes(engine) == 0


def test_without_the_library_all_is_done_by_libvips(engine: VipsEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    before = outcome(engine, plain())
    monkeypatch.setattr(turbo, "library", lambda: None)
    other = VipsEngine(VipsEngine.Options())
    assert outcome(other, plain()) == before
    assert decodes(other) == 0


STEPS: list[Callable[[VipsEngine, Blob], bytes]] = [
    lambda engine, file: made(engine, file, Size(20, 15)),
    lambda engine, file: made(engine, file, Size(90, 70)),
    lambda engine, file: made(engine, file, Size(91, 70), EVERYTHING),
    lambda engine, file: engine.open(file).crop(Box(10, 20, 190, 140)).resize(Size(60, 40)).encode(PNG).read(),
    lambda engine, file: engine.open(file).grayscale().blur(2).encode(Output()).read(),
    lambda engine, file: engine.open(file, orient=False).encode(Output(format="webp")).read(),
    lambda engine, file: repr(engine.open(file).focus("attention")).encode(),
]


def test_what_is_kept_makes_no_difference() -> None:
    kept, other = VipsEngine(VipsEngine.Options()), VipsEngine(VipsEngine.Options(keep_decoded=0))
    files = [Blob(plain(Q=60)), Blob(plain(Q=60, interlace=True))]
    ways = [(step, file) for step in STEPS * 2 for file in files]
    assert [step(kept, file) for step, file in ways] == [step(other, file) for step, file in ways]
    assert decodes(kept) < decodes(other) / 2


def test_baseline_at_full_size_is_decoded_in_one_piece_when_it_is_wanted_again(engine: VipsEngine) -> None:
    results, counts = [], []
    for _ in range(3):
        results.append(made(engine, Blob(plain()), Size(150, 100)))
        counts.append(decodes(engine))
    assert counts == [0, 1, 1]
    assert results[0] == results[1] == results[2]
    made(engine, Blob(plain(interlace=True)), Size(150, 100))
    assert decodes(engine) == 2


def test_no_more_is_kept_than_allowed() -> None:
    engine = VipsEngine(VipsEngine.Options(keep_decoded=300_000))
    assert engine._kept is not None
    for quality in (50, 60, 70, 80, 60, 70, 80):
        made(engine, Blob(plain(Q=quality, interlace=True)), Size(150, 100))
        assert 0 < engine._kept.size <= 300_000
    assert decodes(engine) < 7


def test_nothing_is_kept_for_long() -> None:
    engine = VipsEngine(VipsEngine.Options(keep_decoded_for=0))
    assert engine._kept is not None
    made(engine, Blob(plain()), Size(150, 100))
    engine.rest()
    assert engine._kept.size == 0


LAZY = """
import sys
from fitter import Blob
from fitter.engines.vips import VipsEngine

def loaded():
    return {"simplejpeg", "numpy"} & set(sys.modules)

engine = VipsEngine(VipsEngine.Options())
engine.open(Blob(open(sys.argv[1], "rb").read()))
assert not loaded()
engine.rest()
assert loaded()
"""


def test_the_library_is_loaded_when_there_is_time(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(plain())
    subprocess.run([sys.executable, "-c", LAZY, str(path)], check=True)
