"""Animations: libvips reads and writes them as one tall picture, the frames below each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyvips

from fitter.engines.vips.beats import BEAT
from fitter.engines.vips.colour import without

FORMATS = frozenset({"gif", "webp"})
"""The formats that hold animations, as they are read and as they are written."""

_FIELDS = ("page-height", "n-pages", "delay", "loop", "gif-delay", "gif-loop")
_MOST_LOOPS = {"gif": 65536, "webp": 65535}  # what the files have room for
_LONGEST = 655_350  # what a GIF has room for, in milliseconds


@dataclass(frozen=True, slots=True)
class Film:
    """How the frames of an animation follow each other."""

    delays: tuple[int, ...] = (0,)
    """How long each frame is shown, in milliseconds; as many as there are frames."""
    loop: int = 0
    """How often all of it is shown; 0 is for ever."""

    @classmethod
    def of(cls, header: pyvips.Image) -> Film:
        """What a header says of its animation; a still is a film of one frame."""
        fields = header.get_fields()
        count = header.get("n-pages") if "n-pages" in fields else 1
        delays = tuple(header.get("delay"))[:count] if "delay" in fields else ()
        return cls(delays + (0,) * (count - len(delays)), header.get("loop") if "loop" in fields else 0)

    def facts(self) -> dict[str, Any]:
        """How often and how fast, where there is something that moves."""
        return {"loop": self.loop, "delays": list(self.delays)} if len(self.delays) > 1 else {}


def split(tall: pyvips.Image, height: int) -> Iterator[pyvips.Image]:
    """The frames of that height, from top to bottom."""
    bare = without(tall, [name for name in _FIELDS if name in tall.get_fields()])
    for top in range(0, tall.height, height):
        yield bare.crop(0, top, tall.width, height)


def joined(frames: Sequence[pyvips.Image], film: Film, format: str) -> pyvips.Image:
    """The tall picture, as it is written in that format; a still is itself."""
    if len(frames) == 1:
        return frames[0]
    tall = pyvips.Image.arrayjoin(list(frames), across=1).copy()
    delays = [BEAT] * len(frames) if format == "webp" else [_hundredths(delay) for delay in film.delays]
    tall.set_type(pyvips.GValue.gint_type, "page-height", frames[0].height)
    tall.set_type(pyvips.GValue.gint_type, "loop", min(film.loop, _MOST_LOOPS[format]))
    tall.set_type(pyvips.GValue.array_int_type, "delay", delays)
    return tall


def _hundredths(delay: int) -> int:
    """As a GIF can hold it. Not less than 20 ms if it was more than 10: browsers show 10 ms as 100."""
    return 20 if 10 < delay < 20 else min(round(delay / 10) * 10, _LONGEST)
