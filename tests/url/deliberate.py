"""Rows of thumbor's and imagor's tables that fitter reads in another way, and why.

What stands behind a path is what fitter does: the canonical path, or the status and code of the refusal.
"""

from __future__ import annotations

_PAGE = "https://foobar/en/latest/_images/man_before_sharpen.png"
_WATERMARK = (
    "watermark(s.glbimg.com/filters:label(abc):watermark(aaa.com/fit-in/filters:aaa(bbb))/aaa.jpg,0,0,0)"
    ":brightness(-50):grayscale()"
)

_BY_REASON: dict[str, dict[str, str]] = {
    "parentheses nest, as in imagor; thumbor ends the filters at the first `)/`": {
        "filters:watermark(/unsafe/filters:blur(1)/z.jpg,0,0,0):blur(2)/a.jpg": (
            "watermark:%2Funsafe%2Ffilters%3Ablur%281%29%2Fz.jpg,0,0,0/blur:2,2/a.jpg"
        ),
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
