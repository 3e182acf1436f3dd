"""Rows that fitter answers in another way, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Otherwise:
    """Why, and what differs."""

    why: str
    instead: tuple[str, ...]


NEARER = {400: {400, 403, 415, 422}}
"""thumbor answers 400 to all that it refuses; here the status says what is wrong: signature, format, limit."""

ANY_ORDER = "segments may come in any order, repeat, and run as they stand"
TINY = "a source of a few pixels: what comes out is the resampling filter's own shape"

ASKED = "what the URL asks for is done; thumbor has it not, or not switched on"
SMALLER = (
    "an opaque picture whose own format is not written here becomes a JPEG: a PNG of a photograph is ten times that"
)

_SIZE, _ROUTE = "http_size_cases", "http_routing_and_errors"

DELIBERATE: dict[tuple[str, str], Otherwise] = {
    (_SIZE, "/unsafe/400x150/left/top/smart/q600x800.png"): Otherwise(
        "smart works without detectors, by what draws the eye; thumbor without them takes the alignment",
        ("corners RGBY and not RGRG",),
    ),
    (_SIZE, "/unsafe/400x150/q1x1.png"): Otherwise(TINY, ("corners YYYY and not ????",)),
    (_SIZE, "/unsafe/100xorig/q3x2.png"): Otherwise(TINY, ("corners RGRG and not ????",)),
    (_SIZE, "/unsafe/origx100/q3x2.png"): Otherwise(TINY, ("corners GGYY and not RRBB",)),
    ("http_trim_cases", "/unsafe/trim/30x25:50x45/trim100x80.png"): Otherwise(
        "the edges of a crop are those of the picture at that place of the URL, here the trimmed one",
        ("width 40 and not 20",),
    ),
    ("http_format_cases", "/unsafe/q100x80.tif"): Otherwise(SMALLER, ("content_type image/jpeg and not image/png",)),
    ("http_format_cases", "/unsafe/50x40/q100x80.tif"): Otherwise(
        SMALLER, ("content_type image/jpeg and not image/png",)
    ),
    ("http_filter_pixels", "/unsafe/filters:format(tiff)/solid40x30.png"): Otherwise(
        "that a format is not written here is told",
        ("status 400 and not 200", "content_type application/problem+json and not image/png"),
    ),
    ("http_filter_pixels", "/unsafe/filters:autojpg()/solid40x30.png"): Otherwise(
        ASKED, ("content_type image/jpeg and not image/png",)
    ),
    (_ROUTE, "/unsafe/left/300x200/q60x40.png"): Otherwise(
        ANY_ORDER, ("width 300 and not 60", "height 200 and not 40")
    ),
    (_ROUTE, "/unsafe/300x200/top/left/q60x40.png"): Otherwise(ANY_ORDER, ("status 200 and not 404",)),
    (_ROUTE, "/unsafe/300x200/smart/left/q60x40.png"): Otherwise(ANY_ORDER, ("status 200 and not 404",)),
    (_ROUTE, "/unsafe/trim/meta/q60x40.png"): Otherwise(ANY_ORDER, ("status 200 and not 404",)),
}
