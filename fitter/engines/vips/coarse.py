"""A progressive JPEG without the scans that a decode at an eighth never looks at, which are most of its time.

An eighth is one pixel for each block of 8x8, the block's mean: its first coefficient, which has scans of its own. All
finer ones of a colour that is stored at full size may go. A colour that is stored at half the size keeps its own, for
its blocks are decoded to 2x2 pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from fitter.engines.vips.scans import END, PROGRESSIVE, SCAN, markers

SHRINK = 8
"""The scale that this is for."""

_LONGEST = 14
_RUNS = bytes([0, 0, 0, _LONGEST + 1, *[0] * 12, *(run << 4 for run in range(_LONGEST + 1))])
"""A table of Huffman codes: one of four bits for each way of saying how many blocks have nothing more."""
_TABLES = b"\xff\xdd\x00\x04\x00\x00\xff\xc4" + (3 + len(_RUNS)).to_bytes(2, "big") + b"\x10" + _RUNS
"""No restarts from here on, and that table."""


def without_detail(data: bytes) -> bytes:
    """The same picture for a decode at an eighth; all of the file where nothing can be left out, or something is odd.

    A decoder that found no finer scans at all would guess at what they hold. So each colour gets one that says, in some
    bytes, that there is nothing.
    """
    kept: list[bytes] = []
    blocks: dict[int, int] = {}
    exact: dict[int, set[int]] = {}  # of each colour, the coefficients that came to the last bit
    begin = 0
    places = [*markers(data)]
    for (kind, at), (_, behind) in pairwise(places):
        if kind == PROGRESSIVE and not blocks:
            blocks = _full(data[at : at + 32])
        if kind == SCAN and (scan := _finer(data[at : at + 8])) and scan.colour in blocks:
            kept.append(data[begin : at - 2])
            begin = behind - 2
            if scan.exact:
                exact.setdefault(scan.colour, set()).update(scan.coefficients)
    if not blocks or places[-1][0] != END or any(len(exact.get(colour, ())) < 63 for colour in blocks):
        return data  # cut short, or sent to some depth only: the decoder has its ways with that
    kept.append(data[begin : places[-1][1] - 2])
    return b"".join([*kept, _TABLES, *map(_nothing, blocks, blocks.values()), bytes([0xFF, END])])


def _full(frame: bytes) -> dict[int, int]:
    """The colours of a frame that are stored at its full size, with their number of blocks."""
    height, width = int.from_bytes(frame[3:5], "big"), int.from_bytes(frame[5:7], "big")
    sampling = {frame[at]: (frame[at + 1] >> 4, frame[at + 1] & 15) for at in range(8, 8 + 3 * frame[7], 3)}
    largest = tuple(map(max, zip(*sampling.values(), strict=True)))
    return {colour: -(-width // 8) * -(-height // 8) for colour, one in sampling.items() if one == largest}


@dataclass(frozen=True, slots=True)
class Finer:
    """A scan of other coefficients than the first, which is of one colour."""

    colour: int
    coefficients: range
    exact: bool  # whether nothing is left for later scans


def _finer(scan: bytes) -> Finer | None:
    if len(scan) < 8 or scan[2] != 1 or scan[5] == 0:
        return None
    return Finer(scan[3], range(scan[5], min(scan[6], 63) + 1), scan[7] & 15 == 0)


def _nothing(colour: int, blocks: int) -> bytes:
    """A scan of all finer coefficients that says of so many blocks that they have none."""
    bits = ""
    while blocks:
        run = min(_LONGEST, blocks.bit_length() - 1)
        count = min(blocks, (2 << run) - 1)
        bits += f"{run:04b}" + (f"{count - (1 << run):0{run}b}" if run else "")
        blocks -= count
    bits += "1" * (-len(bits) % 8)
    body = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
    return bytes([0xFF, SCAN, 0, 8, 1, colour, 0, 1, 63, 0]) + body
