"""PNG is a row of chunks, each with its checksum."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from fitter.engines.vips.bare.reader import Reader, Unusual

_PIXELS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_COLOURS = frozenset({b"gAMA", b"cHRM", b"sRGB"})


def png(file: Reader, icc: bool) -> bytes:
    """The critical chunks, transparency, and what decides over colours."""
    signature = file.expect(b"\x89PNG\r\n\x1a\n")
    chunks = list(_png_chunks(file))
    kinds = [kind for kind, _ in chunks]
    alone = all(kinds.count(kind) <= 1 for kind in {*kinds} - {b"IDAT"} if kind in _PIXELS | _COLOURS | {b"iCCP"})
    if kinds[:1] != [b"IHDR"] or not alone or b"IDAT" not in kinds or b"cICP" in kinds:
        raise Unusual("chunks in another order, or more colours than there are here")
    first, count = kinds.index(b"IDAT"), kinds.count(b"IDAT")
    if kinds[first : first + count] != [b"IDAT"] * count:
        raise Unusual("pixels in several places")
    # A profile stands above gamma and white point: where it is left out, they would suddenly be heard.
    keep = _PIXELS | ({b"iCCP"} if icc else set()) | (_COLOURS if icc or b"iCCP" not in kinds else set())
    return signature + b"".join(raw for kind, raw in chunks if kind in keep)


def _png_chunks(file: Reader) -> Iterator[tuple[bytes, bytes]]:
    kind = b""
    while kind != b"IEND":
        start, length = file.at, file.number(4)
        kind, body = file.take(4), file.take(length)
        if file.number(4) != zlib.crc32(kind + body) or (kind[:1].isupper() and kind not in _PIXELS):
            raise Unusual("a broken or unknown chunk")
        yield kind, file.data[start : file.at]
