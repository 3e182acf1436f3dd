"""WebP is a row of chunks in one large chunk; the frames of an animation hold chunks again."""

from __future__ import annotations

from collections.abc import Iterator

from fitter.engines.vips.bare.reader import Reader, Unusual

_CODED = frozenset({b"VP8 ", b"VP8L"})
_WEBP_PIXELS = _CODED | {b"ALPH"}
_HAS_ICC, _HAS_ALPHA, _MOVES = 0x20, 0x10, 0x02


def webp(file: Reader, icc: bool) -> bytes:
    """The pictures, how they move, and a header that tells of nothing else."""
    file.expect(b"RIFF")
    inside = Reader(file.take(file.number(4, "little")))
    parts, chunks = [inside.expect(b"WEBP")], list(_webp_chunks(inside))
    _check_webp([kind for kind, _ in chunks] or [b""])
    for kind, body in chunks:
        if kind == b"VP8X":
            parts.append(_chunk(kind, _webp_header(body, icc)))
        elif kind == b"ANMF":
            parts.append(_chunk(kind, _webp_frame(Reader(body))))
        elif kind in _WEBP_PIXELS | {b"ANIM"} or (icc and kind == b"ICCP"):
            parts.append(_chunk(kind, body))
    content = b"".join(parts)
    return b"RIFF" + len(content).to_bytes(4, "little") + content


def _check_webp(kinds: list[bytes]) -> None:
    frames, coded = kinds.count(b"ANMF"), sum(kind in _CODED for kind in kinds)
    extended = kinds.count(b"VP8X")
    if extended > 1 or (extended and kinds[0] != b"VP8X") or (not extended and kinds[0] not in _CODED):
        raise Unusual("the header in another place")
    if coded != (0 if frames else 1) or kinds.count(b"ANIM") != min(1, frames):
        raise Unusual("neither one picture nor an animation")


def _webp_header(body: bytes, icc: bool) -> bytes:
    if len(body) != 10:
        raise Unusual("an unknown header")
    return bytes([body[0] & (_HAS_ALPHA | _MOVES | (_HAS_ICC if icc else 0))]) + body[1:]


def _webp_frame(frame: Reader) -> bytes:
    head, chunks = frame.take(16), [one for one in _webp_chunks(frame) if one[0] in _WEBP_PIXELS]
    if sum(kind in _CODED for kind, _ in chunks) != 1:
        raise Unusual("not exactly one picture")
    return head + b"".join(_chunk(*one) for one in chunks)


def _webp_chunks(file: Reader) -> Iterator[tuple[bytes, bytes]]:
    while file.more:
        kind = file.take(4)
        body = file.take(file.number(4, "little"))
        file.take(len(body) % 2)
        yield kind, body


def _chunk(kind: bytes, body: bytes) -> bytes:
    return kind + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2)
