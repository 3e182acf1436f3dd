"""Where a place of the source has gone, while the picture is cut, turned and resized."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, cast

from fitter.focus import Focal
from fitter.picture import Image
from fitter.protocols import Operation
from fitter.segment import Segment
from fitter.url.plan import Plan
from fitter.values import Box, Color, Length, Size

_MOVING = {"resize", "manual-crop", "crop", "trim", "ratio", "zoom", "proportion", "min-width", "min-height"}
_MOVING |= {"flip", "flop", "rotate", "orient"}
"""The operations after which a pixel may be in another place; others put something round the picture, or stay on it."""

Step = Callable[[float, float], tuple[float, float]]
"""From a place on the picture before to the same one after, in pixels."""


class Trail:
    """The steps from the source's pixels to those of the picture so far."""

    def __init__(self, source: Size) -> None:
        self._source = source
        self._steps: list[Step] = []

    @classmethod
    def of(cls, plan: Plan, source: Size) -> Trail | None:
        """That of a source of that size; None where no size keeps a place of its source."""
        places = (place for one in plan.operations for place in getattr(one, "focal", ()))
        return cls(source) if any(place.of_source for place in places) else None

    def placed(self, operation: Operation) -> Operation:
        """The operation with the places that it keeps where they are now."""
        places: tuple[Focal, ...] = getattr(operation, "focal", ())
        if not isinstance(operation, Segment) or not any(place.of_source for place in places):
            return operation
        moved = tuple(self._moved(place) if place.of_source else place for place in places)
        return operation.model_copy(update={"focal": moved})

    def _moved(self, place: Focal) -> Focal:
        spot, size = place.spot(self._source), self._source
        ends = [(spot.left * size.width, spot.top * size.height), (spot.right * size.width, spot.bottom * size.height)]
        for step in self._steps:
            ends = [step(*end) for end in ends]
        (left, right), (top, bottom) = (sorted(along) for along in zip(*ends, strict=True))
        return Focal(*map(Length, (left, top, right, bottom)))

    def watching(self, operation: Operation, image: Image) -> Image:
        """The picture that tells what this operation does to it."""
        return cast(Image, _Watched(image, self._steps)) if operation.name in _MOVING else image


def unwatched(image: Image) -> Image:
    """The picture that tells nothing any more."""
    return image.image if isinstance(image, _Watched) else image


class _Watched:
    """A picture that is cut, resized and turned as any other, and leaves a trail."""

    def __init__(self, image: Image, steps: list[Step]) -> None:
        self.image, self._steps = image, steps

    def __getattr__(self, name: str) -> Any:
        return getattr(self.image, name)

    def crop(self, box: Box) -> _Watched:
        return self._gone(self.image.crop(box), lambda x, y: (x - box.left, y - box.top))

    def resize(self, size: Size) -> _Watched:
        across, down = size.width / self.image.size.width, size.height / self.image.size.height
        return self._gone(self.image.resize(size), lambda x, y: (x * across, y * down))

    def flop(self) -> _Watched:
        width = self.image.size.width
        return self._gone(self.image.flop(), lambda x, y: (width - x, y))

    def flip(self) -> _Watched:
        height = self.image.size.height
        return self._gone(self.image.flip(), lambda x, y: (x, height - y))

    def rotate(self, degrees: float, background: Color) -> _Watched:
        turned, before = self.image.rotate(degrees, background), self.image.size
        after, angle = turned.size, math.radians(degrees)

        def step(x: float, y: float) -> tuple[float, float]:
            x, y = x - before.width / 2, y - before.height / 2
            across, down = x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)
            return after.width / 2 + across, after.height / 2 + down

        return self._gone(turned, step)

    def _gone(self, image: Image, step: Step) -> _Watched:
        self._steps.append(step)
        return _Watched(image, self._steps)
