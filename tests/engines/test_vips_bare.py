"""Files without their metadata: the pixels are the same to the last bit, and nothing else is left."""

from __future__ import annotations

import random
import zlib
from functools import cache

import pytest
import pyvips

from fitter.engines.vips.bare import bare
from tests.engines.stage import scene
from tests.material import photo
from tests.table import table

SECRET = b"SECRET"
KINDS = ("jpeg", "progressive", "grey", "png", "palette", "webp", "lossless", "moving webp", "gif", "moving gif")
"""The kinds of files that are taken apart."""


@cache
def file(kind: str) -> bytes:
    """A file of that kind with secrets in every place that its format has for them."""
    picture = scene(48, 32)
    film = picture.join(picture.invert(), "vertical").copy()
    film.set_type(pyvips.GValue.gint_type, "page-height", 32)
    film.set_type(pyvips.GValue.array_int_type, "delay", [100, 200])
    film.set_type(pyvips.GValue.gint_type, "loop", 3)
    plain = {
        "jpeg": lambda: tagged(picture).jpegsave_buffer(),
        "progressive": lambda: tagged(picture).jpegsave_buffer(interlace=True, restart_interval=2),
        "grey": lambda: tagged(picture.colourspace("b-w")).jpegsave_buffer(),
        "png": lambda: tagged(picture.bandjoin(picture[0])).pngsave_buffer(),
        "palette": lambda: picture.pngsave_buffer(palette=True, interlace=True),
        "webp": lambda: tagged(picture.bandjoin(picture[0])).webpsave_buffer(),
        "lossless": lambda: picture.webpsave_buffer(lossless=True),
        "moving webp": lambda: tagged(film).webpsave_buffer(),
        "gif": lambda: picture.gifsave_buffer(),
        "moving gif": lambda: film.gifsave_buffer(),
    }
    return stuffed(bytes(plain[kind]()))


def tagged(picture: pyvips.Image) -> pyvips.Image:
    """With EXIF and XMP."""
    picture = picture.copy()
    picture.set_type(pyvips.GValue.gstr_type, "exif-ifd0-Copyright", "SECRET (SECRET, ASCII, 7 components, 7 bytes)")
    picture.set_type(pyvips.GValue.blob_type, "xmp-data", b"<x>SECRET</x>")
    return picture


def stuffed(data: bytes) -> bytes:
    """With secrets that libvips does not write."""
    if data[:2] == b"\xff\xd8":
        inside = b"".join(bytes([0xFF, mark, 0, 8]) + SECRET for mark in (0xFE, 0xE4, 0xED, 0xEF))
        return data[:2] + inside + data[2:] + b"\xff\xd8" + SECRET
    if data[:4] == b"RIFF":
        content = data[8:] + b"ABCD\x06\0\0\0" + SECRET
        return b"RIFF" + len(content).to_bytes(4, "little") + content + SECRET
    if data[:3] == b"GIF":
        at = 13 + (3 << ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
        return data[:at] + b"!\xfe\x06" + SECRET + b"\0!\xff\x0bXMP DataXMP\x06" + SECRET + b"\0" + data[at:] + SECRET
    head, rest = data[:33], data[33:]
    return head + chunk(b"tEXt", b"a\0" + SECRET) + chunk(b"eXIf", SECRET) + chunk(b"zzZz", SECRET) + rest + SECRET


def chunk(kind: bytes, body: bytes) -> bytes:
    """One of PNG's."""
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def named(kind: str) -> str:
    """The format of a kind."""
    return {"progressive": "jpeg", "grey": "jpeg", "palette": "png", "lossless": "webp"}.get(kind, kind.split()[-1])


def pixels(data: bytes) -> pyvips.Image:
    """All of them, and of all frames."""
    paged = data[:3] == b"GIF" or data[:4] == b"RIFF"
    return pyvips.Image.new_from_buffer(data, "", fail_on="truncated", **({"n": -1} if paged else {})).copy_memory()


def same(one: bytes, other: bytes) -> bool:
    """Whether a decoder sees no difference."""
    a, b = pixels(one), pixels(other)
    films = [[p.get(name) for name in ("delay", "loop") if name in p.get_fields()] for p in (a, b)]
    return (
        (a.width, a.height, a.bands) == (b.width, b.height, b.bands)
        and (a - b).abs().max() == 0
        and films[0] == films[1]
    )


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_but_the_pixels_is_left(kind: str) -> None:
    made = bare(file(kind), named(kind), icc=False)
    assert SECRET in file(kind)
    assert made is not None
    assert SECRET not in made
    assert b"Exif" not in made
    assert same(made, file(kind))
    hidden = ("exif", "xmp", "iptc", "icc", "png-comment")
    assert not [name for name in pixels(made).get_fields() if name.startswith(hidden)]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_bare_stays_as_it_is(kind: str) -> None:
    made = bare(file(kind), named(kind), icc=False)
    assert made is not None
    assert bare(made, named(kind), icc=False) == made


@pytest.mark.parametrize("format", ["jpeg", "png", "webp"])
def test_the_profile_stays_where_it_is_wanted(format: str) -> None:
    wide = scene(48, 32).icc_transform("p3", input_profile="srgb")
    data = getattr(tagged(wide), f"{format}save_buffer")()
    for icc in (True, False):
        made = bare(data, format, icc=icc)
        assert made is not None
        assert ("icc-profile-data" in pixels(made).get_fields()) == icc
        assert SECRET not in made


def test_a_profile_stands_above_gamma() -> None:
    plain = scene(48, 32).pngsave_buffer(keep="none")
    gamma, profile = chunk(b"gAMA", (100_000).to_bytes(4, "big")), chunk(b"iCCP", b"a\0\0" + zlib.compress(b"p"))
    for inside, icc, left in ((gamma, False, True), (gamma + profile, False, False), (gamma + profile, True, True)):
        made = bare(plain[:33] + inside + plain[33:], "png", icc=icc)
        assert made is not None
        assert (b"gAMA" in made, b"iCCP" in made) == (left, icc)


def test_a_thumbnail_in_the_first_segment_goes() -> None:
    body = b"JFIF\0\1\1\0\0\1\0\1\1\2" + SECRET
    data = b"\xff\xd8\xff\xe0" + (len(body) + 2).to_bytes(2, "big") + body + file("jpeg")[2:]
    made = bare(data, "jpeg", icc=False)
    assert made is not None
    assert SECRET not in made
    assert same(made, data)


@pytest.mark.parametrize("name", ["metadata.jpg", "gainmap.jpg", "orient-6.jpg", "anim-loop3.gif", "anim-loop3.webp"])
def test_photographs(name: str) -> None:
    data, format = photo(name).read_bytes(), name.rsplit(".", maxsplit=1)[1].replace("jpg", "jpeg")
    made = bare(data, format, icc=True)
    assert made is not None
    assert same(made, data)
    assert not [mark for mark in (b"GPS", b"Exif", b"http:") if mark in made]


@table("format", ["jpeg", "png", "webp", "gif", "avif", "tiff"])
@table("data", [b"", b"\0" * 50, b"\xff\xd8\xff\xd9", b"\x89PNG\r\n\x1a\n", b"RIFF\4\0\0\0WEBP", b"GIF89a"])
def test_what_is_no_such_file(format: str, data: bytes) -> None:
    assert bare(data, format, icc=False) is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_cut_file_is_left_alone(kind: str) -> None:
    made = bare(file(kind), named(kind), icc=False)
    assert made is not None
    for part in range(1, len(made), 7):
        assert bare(made[:part], named(kind), icc=False) is None


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_in_it_the_pixels_stay(kind: str) -> None:
    chance, whole = random.Random(kind), file(kind)  # noqa: S311  the same files each time
    for _ in range(40):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 3)):
            data[chance.randrange(len(data) // 2)] = chance.choice([0, 1, 0xFF, chance.randrange(256)])
        made = bare(bytes(data), named(kind), icc=True)
        if made is None:
            continue
        try:
            pixels(bytes(data))
        except pyvips.Error:
            continue  # never asked for: it was decoded before
        assert same(made, bytes(data))
