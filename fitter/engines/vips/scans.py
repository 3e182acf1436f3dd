"""Scans of a JPEG: each goes over the whole picture, so that a small file with hundreds of them takes seconds."""

from __future__ import annotations

import re

from fitter import LimitExceeded

MOST = 100
"""Encoders write some ten; even to send eight bits of three colours one by one takes fewer."""

_SEGMENTS = 20_000
"""A photograph has some ten, and a few hundred with a large profile: more would only be there to be walked over."""
_SCAN, _END = 0xDA, 0xD9
_SEQUENTIAL = frozenset({0xC0, 0xC1})
# Markers with a length behind them, and the end. Not in it: those that stand alone, and 0, which means data after all.
_MARKER = re.compile(rb"\xff([\xc0-\xcf\xd9-\xfe])")


def head(data: bytes) -> bytes:
    """All that stands before the data of the first scan."""
    at = 2
    while marker := _MARKER.search(data, at):
        at = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2], "big")
        if marker[1][0] == _SCAN:
            break
    return data[:at]


def check(data: bytes) -> None:
    """Refuse a JPEG in too many scans, by its markers alone: half a millisecond a megabyte.

    A plain count of the bytes is no faster, and is misled by a profile, or a film behind the end of the picture. Most
    JPEG hold all colours in one scan, which ends the decoder's way through the file, and this one.

    Raises:
        LimitExceeded: there are too many.
    """
    at = scans = segments = colours = 0
    while (marker := _MARKER.search(data, at)) and marker[1][0] != _END:
        scans += marker[1][0] == _SCAN
        segments += 1
        if scans > MOST or segments > _SEGMENTS:
            raise LimitExceeded(f"The source is a JPEG in more than {MOST} scans or in far too many pieces.")
        kind, at = marker[1][0], marker.end()
        if kind in _SEQUENTIAL:
            colours = int.from_bytes(data[at + 7 : at + 8], "big")
        elif kind == _SCAN and colours and data[at + 2 : at + 3] == bytes([colours]):
            return
        at += int.from_bytes(data[at : at + 2], "big")
