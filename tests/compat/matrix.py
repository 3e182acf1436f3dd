"""Requests that pair operations, photographs and formats, so that each meets many of the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import pyvips

from fitter import Segment, Size
from fitter.operations.format import Format
from fitter.operations.resize import Resize
from fitter.url.plan import Plan
from tests.url.words import GRAMMAR, OPERATIONS

FORMATS = ("gif", "tiff", "jpeg", "png", "webp", "avif")
ROOM = Size(80, 60)
_FIT = Resize.build(fit="fit-in", width=ROOM.width, height=ROOM.height)
_ONLY = {"page": "anim.gif", "max-frames": "anim.webp", "cover": "anim-loop3.gif", "debug": "orient-8.jpg"}
"""Operations of animations, and one that answers all of the photograph."""
_OTHER_SIZE = ("trim", "frame", "manual-crop", "rotate", "dpr", "debug", "raw")


@dataclass(frozen=True)
class Asked:
    """An operation as in its example, done to a photograph that was made small, and written in a format."""

    kind: type[Segment]
    photo: Path
    format: str

    def __str__(self) -> str:
        return f"{self.kind.name} {self.photo.name} {self.format}"

    @property
    def operation(self) -> Segment:
        """The operation with the arguments of its example."""
        if self.kind is Resize:
            return _FIT
        return next(one for one in GRAMMAR.parse(self.kind.example).operations if isinstance(one, self.kind))

    @property
    def path(self) -> str:
        """The URL; ``raw`` has nothing beside it."""
        steps = [self.operation] if self.kind.name == "raw" else [_FIT, self.operation, Format(format=self.format)]
        return f"/unsafe/{GRAMMAR.write(Plan(tuple(steps), self.photo.name))}"

    @property
    def size(self) -> Size | None:
        """How large the result must be, where that does not depend on more than sizes."""
        if self.kind.name in _OTHER_SIZE:
            return None
        return self.operation.after(ROOM.width, ROOM.height).bounds(fitted(upright(self.photo)))


def matrix(photos: list[Path]) -> Iterator[Asked]:
    """Each operation at least once and each photograph at least twice; the formats take turns."""
    named, turn = {photo.name: photo for photo in photos}, [*photos, *photos]
    for at, kind in enumerate(cycle(OPERATIONS)):
        if at >= len(OPERATIONS) and not turn:
            return
        photo = named[_ONLY[kind.name]] if kind.name in _ONLY else turn.pop(0) if turn else photos[at % len(photos)]
        yield Asked(kind, photo, FORMATS[(at + at // len(FORMATS)) % len(FORMATS)])


def upright(photo: Path) -> Size:
    """Its size as it is seen."""
    header = pyvips.Image.new_from_file(str(photo))
    lies = "orientation" in header.get_fields() and header.get("orientation") > 4 and photo.suffix != ".avif"
    return Size(header.height, header.width) if lies else Size(header.width, header.height)


def fitted(size: Size) -> Size:
    """That size inside the room, never larger than it is."""
    scale = min(1, ROOM.width / size.width, ROOM.height / size.height)
    return Size(max(1, round(size.width * scale)), max(1, round(size.height * scale)))
