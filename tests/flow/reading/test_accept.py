"""What an Accept header says of the formats on offer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitter.flow.reading.accept import ranked
from tests.material import vectors
from tests.table import table

CHROME = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
FIREFOX = "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"
SAFARI = (
    "image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,image/png,image/svg+xml,"
    "image/*;q=0.8,*/*;q=0.5"
)
OLD_SAFARI = "image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5"
OFFERED = {"default": ("avif", "webp"), "other order": ("webp", "avif"), "all": ("jxl", "avif", "webp", "jpeg")}


@table(
    ("header", "offer", "formats"),
    [
        # browsers, and those that are none
        (CHROME, "default", "avif webp"),
        (CHROME, "other order", "webp avif"),
        (CHROME, "all", "avif webp jpeg"),
        (FIREFOX, "default", "avif webp"),
        (FIREFOX, "all", "avif webp png jpeg"),
        (SAFARI, "default", "avif webp"),
        (SAFARI, "all", "jxl avif webp png jpeg"),
        (OLD_SAFARI, "default", ""),
        (OLD_SAFARI, "all", "png jpeg"),
        ("*/*", "default", ""),
        ("*/*", "all", "jpeg"),
        (None, "default", ""),
        (None, "all", "jpeg"),
        ("", "all", "jpeg"),
        ("text/html", "all", ""),
        # wildcards say nothing of formats that not everybody shows
        ("image/*", "default", ""),
        ("image/*;q=0.5", "all", "jpeg"),
        ("image/*;q=0,*/*", "all", ""),
        ("image/jpeg;q=0,*/*", "all", ""),
        ("image/jpg", "all", ""),
        # weights
        ("image/avif;q=0.5,image/webp", "default", "webp avif"),
        ("image/avif;q=0.5,image/webp;q=0.5", "other order", "webp avif"),
        ("image/avif;q=0,image/webp;q=0.5", "default", "webp"),
        ("image/avif;q=0.000,image/webp;q=0.001", "default", "webp"),
        ("image/webp;q=0,*/*", "default", ""),
        ("image/avif;q=1.000", "default", "avif"),
        ("image/avif;q=1.,image/webp;q=0.", "default", "avif"),
        ("image/avif;q=.5", "default", ""),
        ("image/avif;q=1.001", "default", ""),
        ("image/avif;q=2", "default", ""),
        ("image/avif;q=0.1234", "default", ""),
        ("image/avif;q=-1", "default", ""),
        ("image/avif;q=nan", "default", ""),
        ("image/avif;q=", "default", ""),
        ("image/avif;q", "default", ""),
        # a source's own format that is liked better stays, and says so only where it matters
        ("image/png,image/webp;q=0.9", "default", "png webp"),
        ("image/webp,image/png;q=0.9,image/avif;q=0.8", "default", "webp png avif"),
        ("image/gif,image/png,image/webp;q=0.9,image/avif;q=0.9", "default", "gif png avif webp"),
        ("image/png;q=0.9,image/webp;q=0.9", "default", "webp"),
        ("image/png;q=0.8,image/webp;q=0.9", "default", "webp"),
        ("image/x-unknown,image/webp;q=0.9", "default", "webp"),
        ("image/*,image/webp;q=0.9", "default", "webp"),
        # spelling
        (" IMAGE/AVIF ; Q=0.5 , image/WebP\t;\tq = 0.6", "default", "webp avif"),
        (",,image/avif,,", "default", "avif"),
        ("image/avif image/webp", "default", ""),
        ("image/avif/x,image/,/,avif,image", "default", ""),
        ("*/avif", "default", ""),
        # parameters ask for more than a type; what stands behind q does not
        ("image/avif;level=1", "default", ""),
        ("image/avif;level=1;q=0.9", "default", ""),
        ("image/avif;q=0.9;level=1", "default", "avif"),
        ('image/x;a="b,image/avif,c"', "default", ""),
        ('image/x;a="b,image/avif', "default", "avif"),
        ('image/x;q=0.5;a="b", image/avif', "default", "avif"),
    ],
)
def test_what_is_tried(header: str | None, offer: str, formats: str) -> None:
    assert ranked(header, OFFERED[offer]) == tuple(formats.split())


def test_nothing_offered() -> None:
    assert ranked(CHROME, ()) == ()


def test_only_so_much_of_a_header_is_read() -> None:
    assert ranked("image/avif," + "x" * 100_000 + ",image/webp", ("avif", "webp")) == ("avif",)


@pytest.mark.parametrize("case", vectors("thumbor.json", "accept_parsing"))
def test_thumbors_table(case: dict[str, Any]) -> None:
    for name in ("avif", "webp", "png", "jpeg"):
        assert bool(ranked(case["accept"], (name,), wildcards=True)) is case[name]


@pytest.mark.parametrize(
    ("header", "formats"),
    [
        ("image/*", "avif webp"),
        ("image/*;q=0.5", "avif webp"),
        ("image/webp,image/*;q=0.5", "webp avif"),
        ("image/avif;q=0,image/*", "webp"),
        ("image/*;q=0,image/webp", "webp"),
        ("image/*;q=0,*/*", ""),
        ("*/*", ""),
        (None, ""),
        (CHROME, "avif webp"),
        (OLD_SAFARI, "png avif webp"),
    ],
)
def test_wildcards_that_count(header: str | None, formats: str) -> None:
    assert ranked(header, OFFERED["default"], wildcards=True) == tuple(formats.split())


RANGES = st.sampled_from(["image/avif", "image/webp", "image/jpeg", "image/png", "image/*", "*/*", "text/html", "junk"])
PARTS = st.lists(st.tuples(RANGES, st.sampled_from(["", ";q=0", ";q=0.5", ";q=1", ";q=9", ";a=b"])), max_size=6)


@given(
    st.one_of(
        st.text(';,=/*q" \\imageavfwbp0.1é', max_size=60),
        PARTS.map(lambda parts: ",".join("".join(part) for part in parts)),
    )
)
def test_any_header_gives_an_order(header: str) -> None:
    offered = OFFERED["default"]
    found = ranked(header, offered)
    assert len(set(found)) == len(found)
    assert {*found} <= {"avif", "webp", "gif", "jpeg", "jxl", "png"}
    assert not found or found[-1] in offered
    for name in offered:
        assert name not in found or f"image/{name}" in header.lower()
