"""Rows of thumbor's and imagor's tables that fitter reads in another way, and why.

What stands behind a path is what fitter does: the canonical path, or the status and code of the refusal.
"""

from __future__ import annotations

_IMAGE = "my.server.com/some/path/to/image.jpg"
_PAGE = "https://foobar/en/latest/_images/man_before_sharpen.png"
_WATERMARK = (
    "watermark(s.glbimg.com/filters:label(abc):watermark(aaa.com/fit-in/filters:aaa(bbb))/aaa.jpg,0,0,0)"
    ":brightness(-50):grayscale()"
)
_NO_OPERATION = "400 unknown_operation"
_NO_ARGUMENT = "400 bad_argument"

_BY_REASON: dict[str, dict[str, str]] = {
    "a name with a colon is an operation; a mistake in it is told and not taken for a folder that is not found": {
        "trim:top-left:ffffff/a.jpg": _NO_ARGUMENT,
        "debug/meta/trim:300x200/100x100:400x400/adaptive-full-fit-in/-300x-200/left/top/smart/filters:brightness(100)"
        "/a.jpg": _NO_ARGUMENT,
        "trim:top-left:10:5/a.jpg": _NO_ARGUMENT,
        "trim:top-left:-1/a.jpg": _NO_ARGUMENT,
        "filters:grayscale/a.jpg": _NO_ARGUMENT,
        "filters:/a.jpg": _NO_ARGUMENT,
        "filters:a(b)c/a.jpg": _NO_ARGUMENT,
    },
    "segments may come in any order, repeat, and run as they stand": {
        "meta/debug/a.jpg": "meta/debug/a.jpg",
        "300x200/300x300/a.jpg": "300x200/300x300/a.jpg",
        "smart/left/a.jpg": "0x0/left/smart/a.jpg",
        "300x200/filters:quality(10)/smart/a.jpg": "300x200/smart/quality:10/a.jpg",
        "filters:a(x)/filters:b(y)/a.jpg": "a:x/b:y/a.jpg",
    },
    "an operation of fitter's own is written in its own words": {
        "filters:fill(ff0000,true)/a.jpg": "fill:ff0000,true/a.jpg",
        "filters:round_corner(20|40,0,0,0)/a.jpg": "round-corner:20%7C40,000000/a.jpg",
    },
    "parentheses nest, as in imagor; thumbor ends the filters at the first `)/`": {
        "filters:watermark(/unsafe/filters:blur(1)/z.jpg,0,0,0):blur(2)/a.jpg": (
            "watermark:%2Funsafe%2Ffilters%3Ablur%281%29%2Fz.jpg,0,0,0/blur:2/a.jpg"
        ),
    },
    "wrong arguments are refused; thumbor leaves such a filter out": {
        "filters:watermark(http%3A%2F%2Fmy-server.com%2Fimage.png,30):quality(20)/f33af67e41168e80fcc5b00f8bd8061a": (
            _NO_ARGUMENT
        ),
    },
    "libthumbor writes no fit-in without a size; written by hand it changes nothing, as on thumbor's server": {
        f"{fit}/{_IMAGE}": f"{fit}/0x0/{_IMAGE}"
        for fit in ("fit-in", "full-fit-in", "adaptive-fit-in", "adaptive-full-fit-in")
    },
    "what follows b64: is base64 or a mistake; imagor guesses": {
        "meta/trim/10x11:12x13/fit-in/-300x-200/left/top/smart/filters:some_filter()/b64:some-file.jpg": "400 bad_path",
    },
    "imagor alone has padding behind the size and a crop in fractions; here as in thumbor these are other things": {
        f"unsafe/fit-in/0x0/5x6:7x8/{_PAGE}": f"fit-in/0x0/5x6:7x8/{_PAGE}",
        "XBCO7esuLsNQuSF2v9ie36pESRGx2rzLjhUxXWnV/meta/10x11:12x13/fit-in/-300x-200/5x6/left/top/smart"
        "/filters:some_filter()/img": ("meta/10x11:12x13/fit-in/300x200/flop/flip/5x6/left/top/smart/some_filter/img"),
        "meta/trim/0.2x0.15:0.45x0.67/fit-in/-300x-200/left/top/smart/filters:some_filter()/img": (
            "meta/trim/0.2x0.15:0.45x0.67/fit-in/-300x-200/left/top/smart/filters:some_filter()/img"
        ),
    },
    "a URL has a source; the last segment is one, whatever it looks like, as in thumbor": {
        f"filters:{_WATERMARK}": f"filters:{_WATERMARK}",
    },
}

DELIBERATE = {url: (instead, why) for why, rows in _BY_REASON.items() for url, instead in rows.items()}
"""By path: what fitter does, and why."""

STATUS = {200: 200, 400: 403}
"""thumbor's statuses for signatures and ours: the request is understood and refused, so it is 403 Forbidden."""
