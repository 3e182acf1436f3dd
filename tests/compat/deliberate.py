"""Rows that fitter answers in another way, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Otherwise:
    """Why, and what differs."""

    why: str
    instead: tuple[str, ...]


_SMART = "smart works without detectors, by what draws the eye; thumbor without them takes the alignment"
_NOTHING = "thumbor cuts out a box without a pixel and answers black"

_TRIMMED = "the edges of a crop are those of the picture at that place of the URL, here the trimmed one"

_SIZE, _TRIM, _HANDLER = "http_size_cases", "http_trim_cases", "handler_tests_asserted"
_STORED = "http_result_storage"

DELIBERATE: dict[tuple[str, str], Otherwise] = {
    # By table and path, and thumbor's settings where the table names some.
    (_SIZE, "/unsafe/400x150/left/top/smart/q600x800.png"): Otherwise(_SMART, ("corners RGBY and not RGRG",)),
    (_SIZE, "/unsafe/meta/400x150/left/top/smart/q600x800.png"): Otherwise(
        _SMART, ("crop 0 350 600 575, resize 400 150 and not crop 0 0 600 225, resize 400 150",)
    ),
    (_SIZE, "/unsafe/meta/400x150/smart/q800x600.png"): Otherwise(
        _SMART,
        ("crop 0 197 800 497, resize 400 150 and not crop 0 150 800 450, resize 400 150",),
    ),
    (_SIZE, "/unsafe/400x150/q1x1.png"): Otherwise(_NOTHING, ("corners YYYY and not ????",)),
    (_SIZE, "/unsafe/100xorig/q3x2.png"): Otherwise(_NOTHING, ("corners RGRG and not ????",)),
    (_TRIM, "/unsafe/trim/30x25:50x45/trim100x80.png"): Otherwise(_TRIMMED, ("width 40 and not 20",)),
    (_TRIM, "/unsafe/meta/trim/30x25:50x45/trim100x80.png"): Otherwise(
        _TRIMMED, ("crop 30 25 70 45 and not crop 30 25 70 45, crop 0 0 20 20",)
    ),
    ("http_routing_and_errors", "DELETE /unsafe/q60x40.png"): Otherwise(
        "DELETE purges", ("status 204 and not 405", "content_type None and not text/html; charset=UTF-8")
    ),
    ("http_config_cases", "/unsafe/meta/q60x40.png META_CALLBACK_NAME"): Otherwise(
        "no JSONP: a script that any page may run tells any page what it says",
        ("content_type application/json and not text/javascript",),
    ),
    (_HANDLER, "/unsafe/filters:format(heic)/image.jpg"): Otherwise(
        "HEIC is not written, as its codec is not free: a filter that is not understood is left out",
        ("content_type image/jpeg and not image/heif",),
    ),
    (_HANDLER, "/unsafe/smart/image.jpg MAX_AGE_TEMP_IMAGE detector"): Otherwise(
        "a detector that fails is asked only where something is cut off, and here the picture is complete without it",
        ("public, max-age=86400 and not max-age=1,public",),
    ),
    (_STORED, "other Accept, first time"): Otherwise(
        "the date of the source is told, so that caches can ask whether it has changed", ("Last-Modified is sent",)
    ),
    (_STORED, "after the four requests"): Otherwise(
        "results lie under digests of source and variant, without the signature: a new key keeps them",
        ("other names",),
    ),
}
