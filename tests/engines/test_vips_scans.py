"""JPEGs in hundreds of scans are refused, and nothing that only looks like one."""

from __future__ import annotations

import pytest

from fitter import Blob, LimitExceeded, Size
from fitter.engines.vips import VipsEngine
from fitter.engines.vips.scans import MOST
from tests.engines.stage import scene, source

SCAN, END = b"\xff\xda", b"\xff\xd9"


def progressive() -> bytes:
    """Some ten scans."""
    return source(scene(90, 60), ".jpg", interlace=True).read()


def often(scans: int) -> bytes:
    """The last scan again and again, until there are so many."""
    whole = progressive()
    last = whole[whole.rindex(SCAN) : -len(END)]
    return whole[: -len(END)] + last * (scans - whole.count(SCAN)) + END


def test_a_progressive_picture_is_read(engine: VipsEngine) -> None:
    assert progressive().count(SCAN) > 5
    assert engine.open(Blob(progressive())).size == Size(90, 60)


def test_as_many_scans_as_are_allowed(engine: VipsEngine) -> None:
    assert engine.open(Blob(often(MOST))).size == Size(90, 60)


def test_one_scan_more(engine: VipsEngine) -> None:
    with pytest.raises(LimitExceeded, match="JPEG in more than 100 scans"):
        engine.open(Blob(often(MOST + 1)))


def test_far_too_many_pieces(engine: VipsEngine) -> None:
    whole = progressive()
    with pytest.raises(LimitExceeded, match="far too many pieces"):
        engine.open(Blob(whole[:2] + b"\xff\xfe\0\2" * 30_000 + whole[2:]))


def test_what_only_looks_like_a_scan(engine: VipsEngine) -> None:
    whole, false = progressive(), SCAN * 500
    comment = b"\xff\xfe" + (len(false) + 2).to_bytes(2, "big") + false
    for content in (whole + false, whole[:2] + comment + whole[2:]):
        assert engine.open(Blob(content)).size == Size(90, 60)
