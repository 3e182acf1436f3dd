"""GIF is a row of blocks, each made of pieces of at most 255 bytes."""

from __future__ import annotations

from fitter.engines.vips.bare.reader import Reader, Unusual

_LOOPS = (b"\x0bNETSCAPE2.0\x03\x01", b"\x0bANIMEXTS1.0\x03\x01")


def gif(file: Reader, _: bool) -> bytes:
    """The pictures, and of the extensions their times and the loop."""
    head = file.take(13)
    parts, pictures = [head, file.take(_colours(head[10]))], 0
    if head[:6] not in (b"GIF87a", b"GIF89a"):
        raise Unusual("another version")
    while (mark := file.take(1)) != b";":
        if mark == b",":
            place = file.take(9)
            parts += [mark, place, file.take(_colours(place[8])), file.take(1), _blocks(file)]
            pictures += 1
            continue
        if mark != b"!":
            raise Unusual("an unknown block")
        label, blocks = file.take(1), _blocks(file)
        if label not in (b"\xf9", b"\xfe", b"\xff"):
            raise Unusual("text, or an unknown extension")
        loops = label == b"\xff" and blocks.startswith(_LOOPS) and len(blocks) == 17
        if loops or (label == b"\xf9" and len(blocks) == 6):
            parts += [mark, label, blocks]
    if not pictures:
        raise Unusual("no picture")
    return b"".join([*parts, b";"])


def _colours(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks(file: Reader) -> bytes:
    start = file.at
    while length := file.number(1):
        file.take(length)
    return file.data[start : file.at]
