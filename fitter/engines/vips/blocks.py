"""A GIF's blocks: libvips takes a file that was cut short for an animation with fewer frames."""

from __future__ import annotations

from fitter import UndecodableImage

_EXTENSION, _PICTURE = 0x21, 0x2C
_BROKEN = "The source is broken or cut short and cannot be decoded."


def check(data: bytes) -> None:
    """Go from block to block to the end, or to what is no block: what comes behind it is the decoder's affair.

    The mark at the end may be missing, as in many files that browsers show, but only behind a picture.

    Raises:
        UndecodableImage: the file ends inside of a block, or where a picture is still to come.
    """
    at, behind_picture = 13 + _table(data, 10), False
    while at < len(data) and data[at] in (_EXTENSION, _PICTURE):
        behind_picture = data[at] == _PICTURE
        at = _end(data, at + 11 + _table(data, at + 9) if behind_picture else at + 2)
    if at >= len(data) and not behind_picture:
        raise UndecodableImage(_BROKEN)


def _table(data: bytes, at: int) -> int:
    """The length of the colour table that the flags at that place speak of."""
    flags = data[at] if at < len(data) else 0
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _end(data: bytes, at: int) -> int:
    """Behind a chain of parts, each with its length before it; the last is empty."""
    while at < len(data):
        length = data[at]
        at += length + 1
        if not length:
            return at
    raise UndecodableImage(_BROKEN)
