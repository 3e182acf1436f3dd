"""The pictures that the tables speak of, drawn as their description says."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import unquote

import pyvips

from tests.operations.stage import COLOURS, plain

_QUAD = re.compile(r"q(\d+)x(\d+)\.(png|jpg|gif|webp|tif)")
_ORIENTED = re.compile(r"orient(\d)_80x60\.jpg")
_PLAIN = re.compile(r"(white|mark)(\d+)x(\d+)\.png")


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


def _jpeg(picture: pyvips.Image) -> bytes:
    return bytes(picture.jpegsave_buffer(Q=95, subsample_mode="off"))


def _coarse() -> bytes:
    """A JPEG whose tables of quantization have numbers that need two bytes."""
    body, at = _jpeg(quad(100, 80)), 2
    while body[at : at + 2] != b"\xff\xdb":
        at += 2 + int.from_bytes(body[at + 2 : at + 4], "big")
    length = int.from_bytes(body[at + 2 : at + 4], "big")
    kind, values = body[at + 4], [*body[at + 5 : at + 69]]
    table = bytes([0x10 | kind]) + struct.pack(">64H", *values[:-1], 300)
    rest = body[at + 69 : at + 2 + length]
    return (
        body[:at]
        + b"\xff\xdb"
        + (2 + len(table) + len(rest)).to_bytes(2, "big")
        + table
        + rest
        + body[at + 2 + length :]
    )


def _claiming(width: int, height: int) -> bytes:
    """A JPEG whose header says that it is large."""
    body = _jpeg(quad(100, 80))
    at = body.index(b"\xff\xc0") + 5
    return body[:at] + struct.pack(">HH", height, width) + body[at + 4 :]


def _claiming_png(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def _fine() -> bytes:
    deep = (quad(100, 80).cast("ushort") * 257).copy(interpretation="rgb16")
    return bytes(deep.tiffsave_buffer())


_LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="744" height="1000"><circle cx="372" cy="500" r="300"/></svg>'
_WHITE = plain(100, 80, 255, 255, 255)
_PNG: dict[str, Callable[[], pyvips.Image]] = {
    "trim100x80.png": lambda: _black_in(_WHITE),
    "trimbr100x80.png": lambda: _black_in(_WHITE).draw_rect([200, 0, 0], 99, 79, 1, 1, fill=True),
    "trimtol100x80.png": lambda: _black_in(
        plain(100, 80, 250, 250, 250).draw_rect([255, 255, 255], 10, 10, 80, 60, fill=True)
    ),
    "allwhite.png": lambda: plain(50, 50, 255, 255, 255),
    "solid40x30.png": lambda: plain(40, 30, 100, 150, 200),
    "rgba_half_40x30.png": lambda: plain(40, 30, 255, 0, 0, 128),
    "rgba_clear_40x30.png": lambda: plain(40, 30, 0, 0, 0, 0),
    "wm20x10.png": lambda: plain(20, 10, 0, 0, 0, 255),
    "300x200/q60x40.png": lambda: quad(60, 40),
    "dir/with space.png": lambda: quad(60, 40),
}
_FILES: dict[str, Callable[[], bytes]] = {
    "notimage.jpg": lambda: b"<html>this is no picture</html>",
    "anim100x80.gif": lambda: bytes(_film().gifsave_buffer()),
    "image.jpg": lambda: _jpeg(quad(100, 80)),
    "image .jpg": lambda: _jpeg(quad(100, 80)),
    "20x20.jpg": lambda: _jpeg(quad(20, 20)),
    "30x30.jpg": lambda: _jpeg(quad(30, 30)),
    "grayscale.jpg": lambda: _jpeg(quad(300, 300).colourspace("b-w")),
    "cmyk.jpg": lambda: bytes(quad(100, 80).colourspace("cmyk").jpegsave_buffer()),
    "invalid_quantization.jpg": _coarse,
    "котёнок.jpg": lambda: _jpeg(quad(100, 80)),
    "Commons-logo.svg": lambda: _LOGO.encode(),
    "gradient_8bit.tif": lambda: bytes(quad(100, 80).tiffsave_buffer()),
    "gradient_lsb_16bperchannel.tif": _fine,
    "16384x16384.png": lambda: _claiming_png(16384, 16384),
    "9643x10328.jpg": lambda: _claiming(9643, 10328),
}


def named(path: str) -> set[str]:
    """The sources that a path speaks of."""
    path = unquote(path)
    found = {name for name in [*_PNG, *_FILES] if name in path}
    return found | set(re.findall(r"\b(?:q|orient\d_|white|mark)\d+x\d+\.(?:png|jpg|gif|webp|tif)\b", path))


def draw(name: str) -> bytes:
    """The bytes of a source by its name."""
    if match := _QUAD.fullmatch(name):
        options = {"Q": 95} if match[3] == "jpg" else {"lossless": True} if match[3] == "webp" else {}
        return bytes(quad(int(match[1]), int(match[2])).write_to_buffer(f".{match[3]}", **options))
    if match := _ORIENTED.fullmatch(name):
        return _oriented(int(match[1]))
    if match := _PLAIN.fullmatch(name):
        value = 255 if match[1] == "white" else 0
        return bytes(plain(int(match[2]), int(match[3]), value, value, value).pngsave_buffer(compression=1))
    return bytes(_PNG[name]().pngsave_buffer()) if name in _PNG else _FILES[name]()


def put(folder: Path, names: Iterable[str]) -> None:
    """Draw them into a folder."""
    for name in set(names):
        file = folder / name
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(draw(name))
