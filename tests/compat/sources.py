"""The pictures that the tables speak of, drawn as their description says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pyvips

from tests.operations.stage import COLOURS, plain

_QUAD = re.compile(r"q(\d+)x(\d+)\.(png|jpg|gif|webp|tif)")
_ORIENTED = re.compile(r"orient(\d)_80x60\.jpg")


def quad(width: int, height: int) -> pyvips.Image:
    """Red, green, blue and yellow quarters; a picture of one pixel is the last."""
    left, top = width // 2, height // 2
    picture = plain(width, height, *COLOURS["Y"])
    for letter, box in {
        "R": (0, 0, left, top),
        "G": (left, 0, width - left, top),
        "B": (0, top, left, height - top),
    }.items():
        if box[2] and box[3]:
            picture = picture.insert(plain(box[2], box[3], *COLOURS[letter]), box[0], box[1])
    return picture


def _black_in(picture: pyvips.Image) -> pyvips.Image:
    return picture.draw_rect([0, 0, 0], 30, 25, 40, 20, fill=True)


def _film() -> pyvips.Image:
    first = quad(100, 80)
    film = pyvips.Image.arrayjoin([first, first.fliphor()], across=1).copy()
    film.set_type(pyvips.GValue.gint_type, "page-height", 80)
    film.set_type(pyvips.GValue.array_int_type, "delay", [200, 200])
    film.set_type(pyvips.GValue.gint_type, "loop", 0)
    return film


def _oriented(tag: int) -> bytes:
    picture = quad(80, 60).copy()
    picture.set_type(pyvips.GValue.gint_type, "orientation", tag)
    return bytes(picture.jpegsave_buffer(Q=95, subsample_mode="off"))


def draw(name: str) -> bytes:
    """The bytes of a source by its name."""
    if match := _QUAD.fullmatch(name):
        options = {"Q": 95} if match[3] == "jpg" else {"lossless": True} if match[3] == "webp" else {}
        return bytes(quad(int(match[1]), int(match[2])).write_to_buffer(f".{match[3]}", **options))
    if match := _ORIENTED.fullmatch(name):
        return _oriented(int(match[1]))
    if name == "notimage.jpg":
        return b"<html>this is no picture</html>"
    if name == "anim100x80.gif":
        return bytes(_film().gifsave_buffer())
    return bytes(_DRAWN[name].pngsave_buffer())


_WHITE = plain(100, 80, 255, 255, 255)
_DRAWN = {
    "trim100x80.png": _black_in(_WHITE),
    "trimbr100x80.png": _black_in(_WHITE).draw_rect([200, 0, 0], 99, 79, 1, 1, fill=True),
    "trimtol100x80.png": _black_in(plain(100, 80, 250, 250, 250).draw_rect([255, 255, 255], 10, 10, 80, 60, fill=True)),
    "allwhite.png": plain(50, 50, 255, 255, 255),
    "solid40x30.png": plain(40, 30, 100, 150, 200),
    "rgba_half_40x30.png": plain(40, 30, 255, 0, 0, 128),
    "rgba_clear_40x30.png": plain(40, 30, 0, 0, 0, 0),
    "wm20x10.png": plain(20, 10, 0, 0, 0, 255),
    "white200x100.png": plain(200, 100, 255, 255, 255),
}


def put(folder: Path, names: Iterable[str]) -> None:
    """Draw them into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in set(names):
        if not (folder / name).exists():
            (folder / name).write_bytes(draw(name))
