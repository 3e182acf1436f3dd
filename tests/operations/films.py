"""Small animations, and what is in one that was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import pyvips

from fitter import Blob
from tests.operations.stage import pixel, plain

INKS = [(200, 30, 30), (30, 180, 40), (40, 60, 210), (210, 200, 40), (160, 60, 170)]
"""The colour of each frame."""
DELAYS = (10, 20, 30, 40, 50)
LOOP = 3

_LOADERS = {b"GIF8": pyvips.Image.gifload_buffer, b"RIFF": pyvips.Image.webpload_buffer}


@cache
def film(
    format: str = "gif", delays: tuple[int, ...] = DELAYS, loop: int = LOOP, *, clear: bool = False, side: int = 40
) -> Blob:
    """Frames of 40x30 in one colour each, with a black spot at the top left; or with nothing around the middle."""
    height = side * 3 // 4
    frames = [_frame(side, height, number % len(INKS), clear=clear) for number in range(len(delays))]
    return written(frames, format, delays, loop)


def written(frames: Sequence[pyvips.Image], format: str, delays: Sequence[int], loop: int) -> Blob:
    """Frames as a file."""
    tall = pyvips.Image.arrayjoin(list(frames), across=1).copy()
    tall.set_type(pyvips.GValue.gint_type, "loop", loop)
    tall.set_type(pyvips.GValue.array_int_type, "delay", list(delays))
    options = {"lossless": True} if format == "webp" else {"keep_duplicate_frames": True}
    body = bytearray(getattr(tall, f"{format}save_buffer")(page_height=frames[0].height, **options))
    at = 0
    for delay in delays if format == "webp" else ():  # libvips itself writes 100 ms for all below 11
        at = body.index(b"ANMF", at) + 20
        body[at : at + 3] = delay.to_bytes(3, "little")
    return Blob(bytes(body), f"image/{format}")


def _frame(width: int, height: int, number: int, *, clear: bool) -> pyvips.Image:
    ink = plain(width, height, *INKS[number])
    if clear:
        middle = plain(width // 2, height // 2, *INKS[number], 255)
        return plain(width, height, 0, 0, 0, 0).insert(middle, width // 4, height // 4)
    return ink.insert(plain(width // 4, height // 4, 0, 0, 0), 0, 0)


@dataclass(frozen=True)
class Seen:
    """An animation that was decoded."""

    frames: list[pyvips.Image]
    delays: list[int]
    loop: int | None

    @property
    def inks(self) -> list[int]:
        """Which colour is in the middle of each frame, as its number; -1 is none of them."""
        middles = [pixel(frame, frame.width // 2, frame.height // 2)[:3] for frame in self.frames]
        return [next((n for n, ink in enumerate(INKS) if _near(middle, ink)), -1) for middle in middles]

    @property
    def spots(self) -> list[str]:
        """In which corners of each frame it is dark."""
        return [
            "".join(name for name, at in _CORNERS.items() if max(pixel(frame, *at)[:3]) < 40) for frame in self.frames
        ]


_CORNERS = {"a": (2, 2), "b": (-3, 2), "c": (2, -3), "d": (-3, -3)}


def _near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(one, other, strict=True))


def see(blob: Blob) -> Seen:
    """All frames of a GIF or WebP, with three channels or four."""
    body = blob.read()
    tall = _LOADERS[body[:4]](body, n=-1, fail_on="truncated").copy_memory()
    fields = tall.get_fields()
    height = tall.get("page-height") if "page-height" in fields else tall.height
    tops = range(0, tall.height, height)
    delays = list(tall.get("delay")) if "delay" in fields else []
    return Seen(
        [tall.crop(0, top, tall.width, height) for top in tops], delays, tall.get("loop") if "loop" in fields else None
    )
