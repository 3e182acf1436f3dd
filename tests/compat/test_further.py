"""URLs that a user of thumbor sends and that no table has: what thumbor makes of them is written down here."""

from __future__ import annotations

from urllib.parse import unquote

from tests.compat.answers import request, told
from tests.compat.conftest import Servers
from tests.compat.sources import draw, named
from tests.table import table

KEYS = ("two words.png", "dir/a.png", "cover/a.png", "é.png", "a+b.png", "a,b(c).png", "x:y.png")
"""Copies of one picture under names that are hard to write."""

ROWS = [
    # sides that are left out, that are nothing, or the source's own
    ("fit-in/100x0/q60x40.png", "60x40 RGBY"),
    ("fit-in/0x20/q60x40.png", "30x20 RGBY"),
    ("fit-in/0x0/q60x40.png", "60x40 RGBY"),
    ("fit-in/-30x/q60x40.png", "30x20 GRYB"),
    ("full-fit-in/0x80/q60x40.png", "120x80 RGBY"),
    ("full-fit-in/120x/q60x40.png", "120x80 RGBY"),
    ("full-fit-in/-20x-20/q60x40.png", "30x20 YBGR"),
    ("full-fit-in/20x20/right/bottom/q60x40.png", "30x20 RGBY"),
    ("adaptive-fit-in/20x30/q60x40.png", "30x20 RGBY"),
    ("adaptive-fit-in/-20x30/left/q60x40.png", "30x20 GRYB"),
    ("adaptive-fit-in/0x30/q60x40.png", "45x30 RGBY"),
    ("adaptive-fit-in/20x20/q60x40.png", "20x13 RGBY"),
    ("adaptive-full-fit-in/20x30/q60x40.png", "30x20 RGBY"),
    ("adaptive-full-fit-in/30x0/q60x40.png", "30x20 RGBY"),
    ("fit-in/origx20/q60x40.png", "30x20 RGBY"),
    ("fit-in/20xorig/q60x40.png", "20x13 RGBY"),
    ("origx20/q60x40.png", "60x20 RGBY"),
    ("-origx-orig/q60x40.png", "60x40 YBGR"),
    ("-x-/q60x40.png", "60x40 YBGR"),
    ("-0x-0/q60x40.png", "60x40 YBGR"),
    ("00030x0020/q60x40.png", "30x20 RGBY"),
    # alignments and mirrors
    ("40x40/left/q60x40.png", "40x40 RGBY"),
    ("-20x40/left/q60x40.png", "20x40 RRBB"),
    ("20x-40/right/q60x40.png", "20x40 YYGG"),
    ("60x10/top/q60x40.png", "60x10 RGRG"),
    ("60x10/bottom/q60x40.png", "60x10 BYBY"),
    ("-60x-10/center/top/q60x40.png", "60x10 GRGR"),
    ("30x20/left/top/q60x40.png", "30x20 RGBY"),
    # crops, before a size and alone
    ("0x0:60x40/q60x40.png", "60x40 RGBY"),
    ("10x10:10x20/q60x40.png", "60x40 RGBY"),
    ("50x30:100x100/q60x40.png", "10x10 YYYY"),
    ("70x50:100x100/q60x40.png", "60x40 RGBY"),
    ("30x0:60x20/15x/q60x40.png", "15x10 GGGG"),
    ("0x20:60x40/-30x/q60x40.png", "30x10 YBYB"),
    ("0x0:30x40/fit-in/30x30/q60x40.png", "23x30 RRBB"),
    ("30x20:60x40/40x10/q60x40.png", "40x10 YYYY"),
    # borders
    ("trim/-20x-10/trim100x80.png", "20x10"),
    ("trim:top-left:10/fit-in/20x20/trim100x80.png", "20x10"),
    ("trim:bottom-right:200/trimbr100x80.png", "100x80"),
    ("trim:bottom-right:300/trimbr100x80.png", "100x80"),
    ("trim:top-left:8/trimtol100x80.png", "80x60"),
    ("trim:top-left:9/trimtol100x80.png", "40x20"),
    ("trim/allwhite.png", "50x50"),
    ("trim/filters:rotate(90)/trim100x80.png", "20x40"),
    # filters, well and badly written
    ("filters:rotate(90)/q60x40.png", "40x60 GYRB"),
    ("filters:rotate(-90)/q60x40.png", "40x60 BRYG"),
    ("filters:rotate(450)/q60x40.png", "40x60 GYRB"),
    ("filters:rotate(-450)/q60x40.png", "40x60 BRYG"),
    ("filters:rotate(45)/q60x40.png", "60x40 RGBY"),
    ("filters:rotate()/q60x40.png", "60x40 RGBY"),
    ("filters:rotate(%2090%20)/q60x40.png", "40x60 GYRB"),
    ("filters:rotate(%39%30)/q60x40.png", "40x60 GYRB"),
    ("filters:rotate%2890%29/q60x40.png", "404"),
    ("filters%3Arotate(90)/q60x40.png", "404"),
    ("filters:Rotate(90)/q60x40.png", "60x40 RGBY"),
    ("filters:rotate(90):fog(1,2)/q60x40.png", "40x60 GYRB"),
    ("filters:fog():rotate(90)/q60x40.png", "40x60 GYRB"),
    ("filters:%20rotate(90)/q60x40.png", "60x40 RGBY"),
    ("filters:rotate(90):rotate(90)/q60x40.png", "60x40 YBGR"),
    ("-30x20/filters:rotate(90)/q60x40.png", "20x30 RBGY"),
    # what is round the picture, and whether it may grow
    ("fit-in/30x30/filters:fill(red)/q60x40.png", "30x30 RRRR"),
    ("fit-in/30x30/filters:rotate(90):fill(blue)/q60x40.png", "30x30 BBBB"),
    ("fit-in/30x/filters:fill(red)/q60x40.png", "30x20 RGBY"),
    ("30x30/filters:fill(red)/q60x40.png", "30x30 RGBY"),
    ("adaptive-fit-in/30x50/filters:fill(red)/q60x40.png", "50x30 RRRR"),
    ("full-fit-in/30x30/filters:fill(red)/q60x40.png", "45x30 RGBY"),
    ("100x20/filters:no_upscale()/q60x40.png", "60x20 RGBY"),
    ("100x100/filters:no_upscale()/q60x40.png", "60x40 RGBY"),
    ("-100x/filters:no_upscale()/q60x40.png", "60x40 GRYB"),
    ("fit-in/120x120/filters:upscale()/q60x40.png", "120x80 RGBY"),
    ("90x120/filters:upscale()/q60x40.png", "90x120 RGBY"),
    ("100x100/filters:stretch()/q60x40.png", "100x100 RGBY"),
    ("-100x-100/filters:stretch()/q60x40.png", "100x100 YBGR"),
    ("fit-in/100x100/filters:stretch()/q60x40.png", "60x40 RGBY"),
    ("filters:proportion(0.5)/q60x40.png", "30x20 RGBY"),
    ("30x20/filters:proportion(.5)/q60x40.png", "15x10 RGBY"),
    ("filters:proportion(50)/q60x40.png", "60x40 RGBY"),
    # what stays
    ("20x40/filters:focal(0x0:10x40)/q60x40.png", "20x40 RRBB"),
    ("20x40/filters:focal(50x0:60x40)/q60x40.png", "20x40 GGYY"),
    ("20x40/left/filters:focal(50x0:60x40)/q60x40.png", "20x40 GGYY"),
    ("20x40/filters:focal(junk)/q60x40.png", "20x40 RGBY"),
    ("20x40/filters:focal(500x0:600x40)/q60x40.png", "20x40 GGYY"),
    ("20x40/filters:focal(60x40:50x0)/q60x40.png", "20x40 GGYY"),
    ("30x0:60x40/10x40/filters:focal(50x0:60x40)/q60x40.png", "10x40 GGYY"),
    # formats
    ("filters:format(JPG)/q60x40.png", "60x40 RGBY jpeg"),
    ("filters:format(%20webp%20)/q60x40.png", "60x40 RGBY webp"),
    ("filters:format('webp')/q60x40.png", "60x40 RGBY webp"),
    ("filters:format(png):format(webp)/q60x40.png", "60x40 RGBY webp"),
    ("filters:quality(50):format(gif)/q60x40.png", "60x40 RGBY gif"),
    # spellings of a source's key
    ("two%20words.png", "60x40 RGBY"),
    ("dir/a.png", "60x40 RGBY"),
    ("dir%2Fa.png", "60x40 RGBY"),
    ("dir%2fa.png", "60x40 RGBY"),
    ("cover/a.png", "60x40 RGBY"),
    ("30x/cover/a.png", "30x20 RGBY"),
    ("%C3%A9.png", "60x40 RGBY"),
    ("%c3%a9.png", "60x40 RGBY"),
    ("a+b.png", "60x40 RGBY"),
    ("a%2Bb.png", "60x40 RGBY"),
    ("a%2Cb%28c%29.png", "60x40 RGBY"),
    ("x:y.png", "60x40 RGBY"),
    ("q60x40.png?x=1", "60x40 RGBY"),
    ("q60x40.png%3Fx=1", "404"),
    # what is no option, and so the key
    ("30x20/", "404"),
    ("30x20", "404"),
    ("30x20/30x20/q60x40.png", "404"),
    ("fit-in/fit-in/30x20/q60x40.png", "404"),
    ("FIT-IN/30x20/q60x40.png", "404"),
    ("full-adaptive-fit-in/30x20/q60x40.png", "404"),
    ("30x20//q60x40.png", "30x20 RGBY"),
    # accounts
    ("meta/fit-in/30x30/filters:fill(red)/q60x40.png", "resize 30 20 -> 30x20"),
    ("meta/30x30/filters:rotate(90):format(webp)/q60x40.png", "crop 10 0 50 40, resize 30 30 -> 30x30"),
    (
        "meta/10x10:40x30/-20x-10/left/top/filters:quality(10)/q60x40.png",
        "crop 10 10 40 30, crop 0 0 30 15, resize 20 10, flip_horizontally, flip_vertically -> 20x10",
    ),
    ("meta/trim/20x20/trim100x80.png", "crop 30 25 70 45, crop 10 0 30 20 -> 20x20"),
    ("meta/-0x-0/q60x40.png", "flip_horizontally, flip_vertically -> 60x40"),
    ("meta/100x100/filters:no_upscale()/q60x40.png", " -> 60x40"),
]
"""A path behind /unsafe/, and the size, the corners and the format if it is not PNG; or the status; or the account."""


@table(("path", "expected"), ROWS, ids=[path for path, _ in ROWS])
def test_as_thumbor(servers: Servers, path: str, expected: str) -> None:
    servers.draw(*named(path))
    if (key := unquote(path.removeprefix("30x/"))) in KEYS:
        file = servers.folder / "images" / key
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(draw("q60x40.png"))
    assert told(request(servers.of(), f"/unsafe/{path}")) == expected
