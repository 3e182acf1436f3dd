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

_FORMAT, _STILL, _TURNED = (
    "content_type image/{} and not image/gif",
    "frames None and not 2",
    "corners GYRB and not RGBY",
)
_SIDES, _AGE = ("width 80 and not 100", "height 100 and not 80"), "public, max-age=30 and not max-age=86400,public"
_GREY = "corners ???? and not RGBY"

BETTER: dict[str, tuple[str, ...]] = {
    # a tolerance alone is one
    "/unsafe/trim:10/trimtol100x80.png": ("width 40 and not 80", "height 20 and not 60"),
    "/unsafe/trim:15/trimbr100x80.png": ("width 70 and not 100", "height 55 and not 80"),
    # a colour that is none is a filter to leave out, and not a failure
    "/unsafe/filters:fill(notacolor)/solid40x30.png": ("status 200 and not 500",),
    "/unsafe/filters:background_color(notacolor)/solid40x30.png": ("status 200 and not 500",),
    # what is transparent shows the background, and not the colour that is hidden there
    "/unsafe/filters:format(jpeg)/rgba_clear_40x30.png": ("[255, 255, 255, 255] at 20,15 and not [0, 0, 0, 255]",),
    "/unsafe/filters:format(jpeg)/rgba_half_40x30.png": ("[255, 127, 126, 255] at 20,15 and not [254, 0, 0, 255]",),
    # filters are for GIF too
    "/unsafe/filters:format(jpeg)/q100x80.gif": (_FORMAT.format("jpeg"),),
    "/unsafe/filters:format(png)/q100x80.gif": (_FORMAT.format("png"),),
    "/unsafe/filters:format(webp)/q100x80.gif": (_FORMAT.format("webp"),),
    "/unsafe/filters:format(avif)/q100x80.gif": (_FORMAT.format("avif"),),
    "/unsafe/filters:format(jpeg)/anim100x80.gif": (_FORMAT.format("jpeg"), _STILL),
    "/unsafe/filters:format(png)/anim100x80.gif": (_FORMAT.format("png"), _STILL),
    "/unsafe/filters:format(webp)/anim100x80.gif": (_FORMAT.format("webp"),),
    "/unsafe/filters:format(avif)/anim100x80.gif": (_FORMAT.format("avif"), _STILL),
    "/unsafe/filters:grayscale()/q100x80.gif": (_GREY,),
    "/unsafe/filters:grayscale()/anim100x80.gif": (_GREY,),
    "/unsafe/filters:rotate(90)/q100x80.gif": (*_SIDES, _TURNED),
    "/unsafe/filters:rotate(90)/anim100x80.gif": (*_SIDES, _TURNED),
    "/unsafe/filters:max_age(30)/q100x80.gif": (_AGE,),
    "/unsafe/filters:max_age(30)/anim100x80.gif": (_AGE,),
}
"""Where thumbor is wrong or weak, by path: what differs."""
