"""A JPEG by its markers, above all its scans: each goes over the whole picture, so hundreds of them take seconds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fitter import LimitExceeded

MOST = 100
"""Encoders write some ten; even to send eight bits of three colours one by one takes fewer."""

_SEGMENTS = 20_000
"""A photograph has some ten, and a few hundred with a large profile: more would only be there to be walked over."""
SCAN, END = 0xDA, 0xD9
PROGRESSIVE = 0xC2
_SEQUENTIAL = frozenset({0xC0, 0xC1})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # those are tables, an extension, and more tables
# Markers with a length behind them, and the end. Not in it: those that stand alone, and 0, which means data after all.
_MARKER = re.compile(rb"\xff([\xc0-\xcf\xd9-\xfe])")


@dataclass(frozen=True, slots=True)
class Layout:
    """What the markers of a JPEG say of it."""

    head: int  # bytes before the data of the first scan
    frame: int  # the kind of the first frame: its marker, or 0 if there is none
    bits: int  # of a sample
    scans: int  # through which a decoder goes


def markers(data: bytes) -> Iterator[tuple[int, int]]:
    """Each marker's kind, and where what belongs to it begins: with a length, but for the end, which is the last."""
    at = 0
    while marker := _MARKER.search(data, at):
        kind, at = marker[1][0], marker.end()
        yield kind, at
        if kind == END:
            break
        at += int.from_bytes(data[at : at + 2], "big")


def layout(data: bytes) -> Layout:
    """Go from marker to marker: half a millisecond a megabyte. Refuse a JPEG in too many scans.

    A plain count of the bytes is no faster, and is misled by a profile, or a film behind the end of the picture. Most
    JPEG hold all colours in one scan, which ends the decoder's way through the file, and this one.

    Raises:
        LimitExceeded: there are too many.
    """
    head = frame = bits = scans = colours = 0
    behind = 0  # the marker that was seen last, with all that belongs to it
    for number, (kind, at) in enumerate(markers(data), start=1):
        if kind == END:
            break
        scans += kind == SCAN
        if scans > MOST or number > _SEGMENTS:
            raise LimitExceeded(f"The source is a JPEG in more than {MOST} scans or in far too many pieces.")
        if kind in _FRAMES and not frame:
            frame, bits = kind, data[at + 2] if at + 2 < len(data) else 0
        if kind in _SEQUENTIAL:
            colours = data[at + 7] if at + 7 < len(data) else 0
        behind = at + int.from_bytes(data[at : at + 2], "big")
        if kind == SCAN:
            head = head or behind
            if colours and data[at + 2 : at + 3] == bytes([colours]):
                break
    return Layout(head or behind, frame, bits, scans)
