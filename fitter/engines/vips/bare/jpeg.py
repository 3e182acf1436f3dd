"""JPEG is a row of segments, and the data of its scans between them."""

from __future__ import annotations

import re

from fitter.engines.vips.bare.reader import Reader, Unusual

_SOI, _EOI, _SOS, _APP0, _APP2, _APP14 = 0xD8, 0xD9, 0xDA, 0xE0, 0xE2, 0xEE
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended, progressive
_TABLES = frozenset({0xC4, 0xDB, 0xDD})  # Huffman, quantisation, restarts
_APPS = frozenset({*range(0xE0, 0xF0), 0xFE})  # and the comment
_SCAN_END = re.compile(rb"\xff+[\x01-\xcf\xd8-\xfe]")


def jpeg(file: Reader, icc: bool) -> bytes:
    """Tables, frames and scans, up to the end of the picture; of the applications' segments those about colour."""
    parts, frames, scans = [file.expect(b"\xff\xd8")], 0, 0
    while (marker := _marker(file)) != _EOI:
        if marker not in _FRAMES | _TABLES | _APPS | {_SOS}:
            raise Unusual("a segment that few JPEG have")
        body = file.take(file.number(2) - 2)
        frames, scans = frames + (marker in _FRAMES), scans + (marker == _SOS)
        if marker in _APPS:
            body = _app(marker, body, icc)
        if body or marker not in _APPS:
            parts += [bytes([0xFF, marker]), (len(body) + 2).to_bytes(2, "big"), body]
        if marker == _SOS:
            end = _SCAN_END.search(file.data, file.at)
            parts.append(file.take((end.start() if end else len(file.data)) - file.at))
    if frames != 1 or not scans:
        raise Unusual("not exactly one picture")
    return b"".join([*parts, b"\xff\xd9"])


def _marker(file: Reader) -> int:
    file.expect(b"\xff")
    while (code := file.number(1)) == 0xFF:
        pass
    return code


def _app(marker: int, body: bytes, icc: bool) -> bytes:
    """What stays of an application's segment or a comment."""
    if marker == _APP0 and body[:5] == b"JFIF\0" and len(body) >= 14:
        return body[:12] + b"\0\0"  # without the thumbnail
    if marker == _APP14 and body[:5] == b"Adobe":
        if len(body) != 12:
            raise Unusual("an unknown Adobe segment")
        return body  # it decides over colours
    return body if icc and marker == _APP2 and body[:12] == b"ICC_PROFILE\0" else b""
