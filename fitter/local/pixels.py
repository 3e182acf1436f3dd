"""The pixels of a small PNG that a worker made: enough of the format for that, and no imaging library."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_GROUND = 128  # under what is transparent


@dataclass(frozen=True, slots=True)
class Pixels:
    """Rows of pixels; with a palette each is a byte, its place there, without one red, green and blue."""

    width: int
    rows: list[bytes]
    palette: bytes = b""

    def color(self, x: int, y: int) -> tuple[int, int, int]:
        """Red, green and blue of one."""
        row, at = (self.palette, 3 * self.rows[y][x]) if self.palette else (self.rows[y], 3 * x)
        return row[at], row[at + 1], row[at + 2]


def read(png: bytes) -> Pixels:
    """The pixels of a PNG that is not interlaced.

    Raises:
        ValueError: it is none.
    """
    chunks = list(_chunks(png))
    if not chunks or chunks[0][0] != b"IHDR":
        raise ValueError("no PNG")
    width, height, bits, kind, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if interlaced or (bits not in (8, 16) and kind not in (0, 3)):
        raise ValueError("a PNG of another kind than is written here")
    data = zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT"))
    channels, palette = _CHANNELS[kind], b"".join(body for name, body in chunks if name == b"PLTE")
    rows = _unfiltered(data, (width * channels * bits + 7) // 8, max(1, channels * bits // 8), height)
    if kind == 3:
        return Pixels(width, [_unpacked(row, bits)[:width] for row in rows], palette)
    whole = (row[::2] if bits == 16 else _stretched(_unpacked(row, bits), bits)[: width * channels] for row in rows)
    return Pixels(width, [_colors(row, channels) for row in whole])


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 8 <= len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _unfiltered(data: bytes, length: int, step: int, height: int) -> Iterator[bytes]:
    above = bytearray(length)
    for y in range(height):
        start = y * (length + 1)
        row = bytearray(data[start + 1 : start + 1 + length])
        _unfilter(data[start], row, above, step)
        yield bytes(row)
        above = row


def _unfilter(kind: int, row: bytearray, above: bytearray, step: int) -> None:
    for x in range(len(row) if kind else 0):
        left, corner = (row[x - step], above[x - step]) if x >= step else (0, 0)
        guess = (0, left, above[x], (left + above[x]) // 2, 0)[kind] if kind < 4 else _paeth(left, above[x], corner)
        row[x] = (row[x] + guess) & 255


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda one: abs(guess - one))


def _unpacked(row: bytes, bits: int) -> bytes:
    if bits >= 8:
        return row
    mask = (1 << bits) - 1
    return bytes(byte >> shift & mask for byte in row for shift in range(8 - bits, -1, -bits))


def _stretched(row: bytes, bits: int) -> bytes:
    return row if bits >= 8 else bytes(value * 255 // ((1 << bits) - 1) for value in row)


def _colors(row: bytes, channels: int) -> bytes:
    """Red, green and blue of each pixel, on a grey ground."""
    if channels == 3:
        return row
    if channels in (2, 4):
        alpha = row[channels - 1 :: channels]
        colors = [
            bytes(_laid(*one) for one in zip(row[at::channels], alpha, strict=True)) for at in range(channels - 1)
        ]
    else:
        colors = [row]
    red, green, blue = colors if len(colors) == 3 else colors * 3
    return bytes(value for pixel in zip(red, green, blue, strict=True) for value in pixel)


def _laid(value: int, alpha: int) -> int:
    return (value * alpha + _GROUND * (255 - alpha)) // 255
