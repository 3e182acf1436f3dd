"""What a terminal is sent is the picture."""

from __future__ import annotations

import base64
import re

import pytest
import pyvips

from fitter.local import pixels
from fitter.local.pixels import Pixels
from fitter.local.preview import Preview, kind_of
from tests.pictures import encoded, quarters

PNG = encoded(quarters(24, 16), ".png")


def test_pixels_of_every_kind_of_png() -> None:
    noise = pyvips.Image.gaussnoise(13, 7, mean=128, sigma=60).cast("uchar").copy(interpretation="srgb")
    rgb = noise.bandjoin([noise.rot180(), noise.fliphor()]).copy(interpretation="srgb")
    grey = noise.copy(interpretation="b-w")
    kinds = {
        "rgb": (rgb, {}),
        "grey": (grey, {}),
        "with alpha": (rgb.bandjoin(noise.flipver()), {}),
        "grey with alpha": (grey.bandjoin(255), {}),
        "deep": ((rgb * 257).cast("ushort").copy(interpretation="rgb16"), {}),
        "two": ((grey > 128).ifthenelse(255, 0).cast("uchar").copy(interpretation="b-w"), {"bitdepth": 1}),
        "palette": (quarters(12, 8), {"palette": True}),
        "palette of four bits": (quarters(13, 8), {"palette": True, "bitdepth": 4}),
    }
    for name, (image, options) in kinds.items():
        for kind in ("none", "sub", "up", "avg", "paeth"):
            png = encoded(image, ".png", filter=kind, **options)
            seen = pyvips.Image.new_from_buffer(png, "")
            seen = (seen >> 8).cast("uchar") if name == "deep" else seen
            seen = seen.flatten(background=[128]) if seen.hasalpha() else seen
            seen = seen.bandjoin([seen, seen]) if seen.bands == 1 else seen
            found = pixels.read(png)
            shown = pyvips.Image.new_from_memory(_bytes(found), found.width, len(found.rows), 3, "uchar")
            # What is transparent may be rounded otherwise.
            assert (shown - seen).abs().max() <= (1 if "alpha" in name else 0), (name, kind)


def _bytes(found: Pixels) -> bytes:
    places = [(x, y) for y in range(len(found.rows)) for x in range(found.width)]
    return bytes(value for place in places for value in found.color(*place))


def test_no_png() -> None:
    for png in (b"", b"no picture at all, whatever its length", encoded(quarters(), ".png", interlace=True)):
        with pytest.raises(ValueError, match="PNG"):
            pixels.read(png)


def test_half_blocks() -> None:
    text = Preview("blocks", 24, 8).text(PNG)
    lines = text.splitlines()
    assert len(lines) == 8
    assert {line.count("▀") for line in lines} == {24}
    assert lines[0].startswith("\x1b[38;2;230;20;20;48;2;230;20;20m▀▀▀")
    assert lines[7].count("38;2;20;20;230") == 1  # colours are said where they change
    assert all(line.endswith("\x1b[0m") for line in lines)


def test_sixel() -> None:
    for png in (PNG, encoded(quarters(24, 16), ".png", palette=True)):
        shown = _drawn(Preview("sixel", 80, 24).text(png))
        corners = {(2, 2): (230, 20, 20), (20, 2): (20, 200, 20), (2, 14): (20, 20, 230), (20, 14): (255, 255, 255)}
        for (x, y), want in corners.items():
            assert max(abs(a - b) for a, b in zip(shown[x, y], want, strict=True)) < 30, (x, y)
        assert len(shown) == 24 * 16


def _drawn(text: str) -> dict[tuple[int, int], tuple[int, ...]]:
    """What a terminal makes of sixels."""
    found = re.fullmatch(r"\x1bPq\"1;1;24;16(.*)\x1b\\\n", text, re.DOTALL)
    assert found
    table: dict[int, tuple[int, ...]] = {}
    drawn: dict[tuple[int, int], tuple[int, ...]] = {}
    x, top, color = 0, 0, 0
    for number, parts, count, one in re.findall(r"#(\d+)((?:;\d+){4})?|(?:!(\d+))?([?-~$-])", found[1]):
        if number and parts:
            table[int(number)] = tuple(int(part) * 255 // 100 for part in parts.split(";")[2:])
        elif number:
            color = int(number)
        elif one in "$-":
            x, top = 0, top + 6 * (one == "-")
        else:
            bits, stop = [bit for bit in range(6) if (ord(one) - 63) >> bit & 1], x + int(count or 1)
            drawn |= {(at, top + bit): table[color] for at in range(x, stop) for bit in bits}
            x = stop
    return drawn


def test_kitty_and_iterm() -> None:
    image = pyvips.Image.gaussnoise(100, 100, mean=128, sigma=60).cast("uchar")
    png = encoded(image, ".png")
    text = Preview("kitty", 80, 24).text(png)
    parts = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", text)
    assert base64.b64decode("".join(body for _, body in parts)) == png
    assert [head for head, _ in parts] == ["f=100,a=T,m=1", *["m=1"] * (len(parts) - 2), "m=0"]
    assert max(len(body) for _, body in parts) <= 4096
    assert Preview("kitty", 80, 24).text(b"x").startswith("\x1b_Gf=100,a=T,m=0;")
    found = re.fullmatch(r"\x1b\]1337;File=inline=1;size=(\d+):(.*)\x07\n", Preview("iterm", 80, 24).text(png))
    assert found
    assert (int(found[1]), base64.b64decode(found[2])) == (len(png), png)


def test_what_a_terminal_can_show() -> None:
    rows = [
        ({"TERM": "xterm-kitty"}, "kitty"),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, "kitty"),
        ({"TERM": "xterm-ghostty"}, "kitty"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "iterm"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "iterm"),
        ({"TERM": "foot"}, "sixel"),
        ({"TERM": "xterm-256color"}, "blocks"),
        ({"TERM": "tmux-256color", "TMUX": "x", "KITTY_WINDOW_ID": "1"}, "blocks"),
        ({"TERM": "dumb"}, "file"),
        ({}, "file"),
    ]
    assert [(said, got) for said, want in rows if (got := kind_of(said, terminal=True)) != want] == []
    assert kind_of({"TERM": "xterm-kitty"}, terminal=False) == "file"
