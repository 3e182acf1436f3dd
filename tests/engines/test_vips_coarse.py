"""Progressive JPEG at an eighth of its size: the same pixels, from a quarter of the file."""

from __future__ import annotations

from typing import Any

import pytest

from fitter import Size
from fitter.engines.vips import VipsEngine, coarse
from fitter.engines.vips.coarse import without_detail
from fitter.engines.vips.scans import SCAN, layout, markers
from tests.engines.stage import scene, shown, source
from tests.material import photos

WIDTH, HEIGHT = 411, 305


def progressive(bands: int = 3, **options: Any) -> bytes:
    picture = scene(WIDTH, HEIGHT)
    picture = picture if bands == 3 else picture[0].copy(interpretation="b-w")
    return source(picture, ".jpg", interlace=True, Q=90, **options).read()


def eighth(data: bytes) -> tuple[tuple[int, ...], bytes]:
    import simplejpeg  # only here: it brings NumPy, which no other test needs in its own process

    height, width, space, _ = simplejpeg.decode_jpeg_header(data)
    grey = "gray" if space == "Gray" else "rgb"
    made = simplejpeg.decode_jpeg(data, grey, min_width=-(-width // 8), min_height=-(-height // 8), strict=True)
    return made.shape, made.tobytes()


@pytest.mark.parametrize(
    "kind",
    [{"subsample_mode": "on"}, {"subsample_mode": "off"}, {"bands": 1}, {"restart_interval": 3}],
    ids=str,
)
def test_the_same_pixels_from_less(kind: dict[str, Any]) -> None:
    whole = progressive(**kind)
    less = without_detail(whole)
    assert len(less) < 0.7 * len(whole)
    assert eighth(less)[0][:2] == (-(-HEIGHT // 8), -(-WIDTH // 8))
    assert eighth(less) == eighth(whole)


@pytest.mark.parametrize(("side", "times"), [(16, 1), (15, 0)])
def test_thumbnails_are_made_so(engine: VipsEngine, monkeypatch: pytest.MonkeyPatch, side: int, times: int) -> None:
    asked = []
    monkeypatch.setattr(coarse, "without_detail", lambda data: asked.append(data) or without_detail(data))
    for interlace in (True, False):
        file = source(scene(side * 20, side * 10), ".jpg", interlace=interlace)
        shown(engine.open(file).resize(Size(20, 10)))
    assert len(asked) == times


def test_photographs() -> None:
    files = [path.read_bytes() for path in photos() if path.suffix == ".jpg"]
    for whole in files:
        if layout(whole).scans > 1:
            less = without_detail(whole)
            assert len(less) < 0.3 * len(whole)
            assert eighth(less) == eighth(whole)


def test_what_is_odd_stays_whole() -> None:
    whole = progressive()
    begins = [at - 2 for kind, at in markers(whole) if kind == SCAN]
    unfinished = whole[: begins[-1]]  # without the last bit of the finer coefficients of one colour
    baseline = source(scene(WIDTH, HEIGHT), ".jpg").read()
    for odd in (whole[:-2], unfinished, unfinished + b"\xff\xd9", whole[: begins[0] + 4], baseline):
        assert without_detail(odd) == odd


def test_any_damage_is_survived() -> None:
    whole = progressive()
    for at in range(0, len(whole), 7):
        for odd in (whole[:at], whole[:at] + b"\xff\xda" + whole[at + 2 :], whole[:at] + b"\xff\xd9" + whole[at + 2 :]):
            assert isinstance(without_detail(odd) if layout(odd).frame else b"", bytes)
