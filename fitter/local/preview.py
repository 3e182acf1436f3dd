"""A picture in a terminal: by the protocol that it speaks, or in half blocks of 24-bit colours."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fitter.local import pixels
from fitter.local.pixels import Pixels

Kind = Literal["kitty", "iterm", "sixel", "blocks", "file", "none"]
KINDS: tuple[Kind, ...] = ("kitty", "iterm", "sixel", "blocks", "file", "none")

_CHUNK = 4096  # bytes of base64 that kitty takes at once
_SIXEL = ("foot", "mlterm", "contour", "yaft", "sixel")
_RUN = re.compile(rb"(.)\1{3,}", re.DOTALL)


def kind_of(environment: Mapping[str, str], *, terminal: bool) -> Kind:
    """What the environment says that the terminal can show; a file where there is none."""
    term, program = environment.get("TERM", ""), environment.get("TERM_PROGRAM", "")
    if not terminal or term in ("", "dumb"):
        return "file"
    if "TMUX" in environment or term.startswith("screen"):  # they pass no pictures on
        return "blocks"
    if "KITTY_WINDOW_ID" in environment or "kitty" in term or "ghostty" in term + program.lower():
        return "kitty"
    if program in ("iTerm.app", "WezTerm"):
        return "iterm"
    return "sixel" if any(one in term for one in _SIXEL) else "blocks"


@dataclass(frozen=True, slots=True)
class Preview:
    """One way of showing pictures."""

    kind: Kind
    columns: int
    lines: int

    @property
    def operations(self) -> str:
        """What makes the picture that is shown of a result: a PNG that fits."""
        if self.kind == "blocks":
            return f"page:1/fit-in/{self.columns}x{2 * self.lines}/format:png"
        size = f"page:1/fit-in/{min(800, 8 * self.columns)}x{min(480, 16 * self.lines)}/format:png"
        return f"{size}/palette:256" if self.kind == "sixel" else size

    def text(self, png: bytes) -> str:
        """What the terminal is to be sent; raises ValueError for what is no PNG."""
        if self.kind == "kitty":
            return _kitty(png)
        if self.kind == "iterm":
            return f"\x1b]1337;File=inline=1;size={len(png)}:{base64.b64encode(png).decode()}\x07\n"
        found = pixels.read(png)
        return _sixel(found) if self.kind == "sixel" else _blocks(found)


def _kitty(png: bytes) -> str:
    text = base64.b64encode(png).decode()
    parts = [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)]
    last = len(parts) - 1
    sent = [f"\x1b_G{'' if at else 'f=100,a=T,'}m={int(at < last)};{part}\x1b\\" for at, part in enumerate(parts)]
    return "".join(sent) + "\n"


def _blocks(found: Pixels) -> str:
    """Two pixels a character: the upper half in one colour, the ground in the other."""
    lines = []
    for y in range(0, len(found.rows), 2):
        line, before = "", ""
        for x in range(found.width):
            upper = "38;2;{};{};{}".format(*found.color(x, y))
            lower = "48;2;{};{};{}".format(*found.color(x, y + 1)) if y + 1 < len(found.rows) else "49"
            colors = f"\x1b[{upper};{lower}m"
            line, before = line + (colors if colors != before else "") + "▀", colors
        lines.append(line + "\x1b[0m\n")
    return "".join(lines)


def _sixel(found: Pixels) -> str:
    """Six rows at a time; in each, one line of bits for every colour in it."""
    colors, rows = _table(found)
    parts = [f'\x1bPq"1;1;{found.width};{len(rows)}'.encode()]
    parts += [b"#%d;2;%d;%d;%d" % (at, *(value * 100 // 255 for value in one)) for at, one in enumerate(colors)]
    for top in range(0, len(rows), 6):
        bits = dict[int, bytearray]()
        for down, row in enumerate(rows[top : top + 6]):
            for x, color in enumerate(row):
                bits.setdefault(color, bytearray(found.width))[x] |= 1 << down
        lines = [b"#%d%b$" % (color, _run(bytes(63 + bit for bit in line))) for color, line in bits.items()]
        parts.append(b"".join(lines) + b"-")
    return b"".join(parts).decode() + "\x1b\\\n"


def _table(found: Pixels) -> tuple[list[tuple[int, ...]], list[bytes]]:
    """Colours, and rows of their numbers; without a palette the nearest of 6 x 6 x 6."""
    if found.palette:
        return [tuple(found.palette[at : at + 3]) for at in range(0, len(found.palette), 3)], found.rows
    steps = [value * 51 for value in range(6)]
    nearest = [(value + 25) // 51 for value in range(256)]

    def numbers(row: bytes) -> bytes:
        pixels = zip(row[::3], row[1::3], row[2::3], strict=True)
        return bytes(36 * nearest[red] + 6 * nearest[green] + nearest[blue] for red, green, blue in pixels)

    return [(red, green, blue) for red in steps for green in steps for blue in steps], list(map(numbers, found.rows))


def _run(line: bytes) -> bytes:
    return _RUN.sub(lambda found: b"!%d%b" % (len(found[0]), found[1]), line)
