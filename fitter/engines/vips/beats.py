"""The times of a WebP animation's frames: libvips writes 100 ms for all below 11 ms, and files keep times as they are.

So it is told the same short time for every frame, a beat, and the true times are written into the file afterwards. The
encoder leaves out a frame that shows the same as the one before it, which is then shown for as many beats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

BEAT = 20
"""What libvips is told, in milliseconds."""

_LONGEST = 0xFFFFFF  # three bytes
_TIME = 12  # in a frame's chunk, behind its place and size


def timed(file: bytes, delays: Sequence[int]) -> bytes:
    """The WebP file with the true time of each frame, in milliseconds; a still stays as it is."""
    made, shown = bytearray(file), 0
    for at in _frames(file):
        time = slice(at + _TIME, at + _TIME + 3)
        beats = int.from_bytes(file[time], "little") // BEAT
        made[time] = min(sum(delays[shown : shown + beats]), _LONGEST).to_bytes(3, "little")
        shown += beats
    return bytes(made)


def _frames(file: bytes) -> Iterator[int]:
    """Where the contents of the frames' chunks start."""
    at = 12
    while at + 8 <= len(file):
        length = int.from_bytes(file[at + 4 : at + 8], "little")
        if file[at : at + 4] == b"ANMF":
            yield at + 8
        at += 8 + length + length % 2
