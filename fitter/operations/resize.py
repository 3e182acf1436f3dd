"""``300x200`` and its kin: every size of thumbor's."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from fitter import Box, Detector, Focal, Image, Segment, Size, middle, window
from fitter.values import Color

Side = Literal["orig"] | Annotated[int, Field(ge=0, le=100_000)]
Fit = Literal["crop", "fit-in", "full-fit-in", "adaptive-fit-in", "adaptive-full-fit-in", "stretch"]

_MARK = Color(255, 0, 200)
_SHARE = {"left": 0.0, "center": 0.5, "right": 1.0, "top": 0.0, "middle": 0.5, "bottom": 1.0}


class Resize(Segment):
    """Give the picture a size: `300x200`, `300x` or `x200` (the other side follows), `origx200` (the source's side).

    By default the picture fills the size and what is over is cut off; `left`, `right`, `top`, `bottom`, `center`,
    `middle` behind the size say which part stays. `smart` keeps the part that draws the eye, `smart:entropy` the part
    with the most in it: the same point whatever size is asked for. `focal:0.3,0.4` keeps a point, and
    `focal:LEFTxTOP:RIGHTxBOTTOM` a box, in pixels, percent (`30p`) or fractions of the picture at that place of the
    URL; several draw by their areas, and win over the other words. `gravity:noea` (or `no`, `ce`, `sm`, ...) and
    `gravity:fp,0.3,0.4` say the same in imgproxy's words. `focal:source,120,80` is a place of the source,
    whatever was cut off or mirrored before. Inside `filters:` it is `focal(...)`, where pixels are the source's, and
    `extract_focal()`: if the source is such a URL itself, its crop is the box, and its source the source.

    Words before the size: `fit-in` keeps all of the picture inside the size and never enlarges it, `full-fit-in` covers
    the size without cutting, `adaptive-fit-in` turns the size as the picture lies, `stretch` ignores proportions,
    `upscale` and `no-upscale` say whether a picture may grow. A `-` before a side mirrors: `-300x-200`.
    """

    name: ClassVar[str] = "resize"
    usage: ClassVar[str] = "[fit]/[upscale]/WIDTHxHEIGHT/[halign]/[valign]/[smart]/[focal]"
    example: ClassVar[str] = "fit-in/300x200/mountains.jpg"

    width: Side = 0
    """Width in pixels; 0 follows the height, orig is the source's."""
    height: Side = 0
    """Height in pixels; 0 follows the width, orig is the source's."""
    fit: Fit = "crop"
    """How the picture meets the size."""
    halign: Literal["left", "center", "right"] = "center"
    """Which part stays when the width is cut."""
    valign: Literal["top", "middle", "bottom"] = "middle"
    """Which part stays when the height is cut."""
    smart: Literal["attention", "entropy"] | None = None
    """Keep the part that draws the eye, or the part with the most in it."""
    upscale: bool | None = None
    """Whether the picture may grow; by default only the fit-in forms forbid it."""
    focal: tuple[Focal, ...] = Field((), max_length=16)
    """Places to keep, which win over the other words."""

    @property
    def text(self) -> str:
        """The words before the size, the size, the words behind it."""
        before: list[str] = [] if self.upscale is None else ["upscale" if self.upscale else "no-upscale"]
        before += [self.fit] if self.fit != "crop" else []
        behind: list[str] = [self.halign] if self.halign != "center" else []
        behind += [self.valign] if self.valign != "middle" else []
        behind += ["smart" if self.smart == "attention" else f"smart:{self.smart}"] if self.smart else []
        behind += [f"focal:{one}" for one in self.focal]
        return "/".join([*before, f"{self.width}x{self.height}", *behind])

    def bounds(self, size: Size) -> Size:
        """Exactly the size that comes out."""
        return self.target(size)

    def aimed(self, image: Image, detector: Detector) -> Self:
        """With the point that a smart cut keeps: of what the detector finds, or else of what draws the eye."""
        if not self.smart or self.focal or self.cut(image.size) is None:
            return self
        spots = detector.find(image) if self.smart == "attention" else ()
        point = Focal.at(*(middle(spots) if spots else image.focus(self.smart)))
        return self.model_copy(update={"focal": (point,)})

    def apply(self, image: Image) -> Image:
        """Cut what is over, then resize: the other way round, a long narrow source would grow beyond all bounds."""
        target, box = self.target(image.size), self.cut(image.size)
        if box is not None:
            image = image.crop(box)
        return image if image.size == target else image.resize(target)

    def mark(self, image: Image) -> Image:
        """The uncut picture, and the edge of what would stay."""
        box = self.cut(image.size)
        return image if box is None else image.outline(box, _MARK)

    def scaled(self, density: float) -> Self:
        """With that many pixels; the source's own sides stay."""
        return self.model_copy(update={side: _times(getattr(self, side), density) for side in ("width", "height")})

    def target(self, source: Size) -> Size:
        """The size that a picture of that size gets."""
        width = source.width if self.width == "orig" else self.width
        height = source.height if self.height == "orig" else self.height
        if self.upscale is False:
            width, height = min(width, source.width), min(height, source.height)
        if not width and not height:
            return source
        if (
            self.fit.startswith("adaptive")
            and width
            and height
            and (source.width - source.height) * (width - height) < 0
        ):
            width, height = height, width
        width = width or max(1, round(source.width * height / source.height))
        height = height or max(1, round(source.height * width / source.width))
        return self._fitted(source, Size(width, height)) if "fit-in" in self.fit else Size(width, height)

    def _fitted(self, source: Size, room: Size) -> Size:
        full = "full" in self.fit
        fits = room.width >= source.width and room.height >= source.height
        if fits and not full and not self.upscale:
            return source
        wide = source.width * room.height >= source.height * room.width
        if wide is full:
            return Size(_side(source.width * room.height / source.height), room.height)
        return Size(room.width, _side(source.height * room.width / source.width))

    def cut(self, source: Size) -> Box | None:
        """The part of the source that fills the size; None when all of it does."""
        target = self.target(source)
        if self.fit != "crop" or _alike(source.width / source.height, target.width / target.height):
            return None
        width, height = source.width, source.height
        if target.width * source.height > target.height * source.width:
            height = max(1, round(source.width * target.height / target.width))
        else:
            width = min(source.width, math.ceil(target.width * source.height / target.height))
        return window(Size(width, height), source, self._point(source))

    def _point(self, source: Size) -> tuple[float, float]:
        if self.focal:
            return middle([one.spot(source) for one in self.focal])
        return _SHARE[self.halign], _SHARE[self.valign]


def _alike(one: float, other: float) -> bool:
    # thumbor's rule: proportions that agree to two digits are stretched, not cut. Two very narrow pictures do so
    # however much they differ, so they must also be within a 20th of each other.
    return round(one, 2) == round(other, 2) and abs(one - other) <= 0.05 * max(one, other)


def _times(side: Side, density: float) -> Side:
    return side if side == "orig" or not side else max(1, round(side * density))


def _side(length: float) -> int:
    return max(1, round(length + 1e-5))
