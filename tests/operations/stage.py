"""Runs a path through the work of a worker, in this process, and looks at what comes out."""

from __future__ import annotations

from functools import cache

import pyvips

from fitter import Blob, resolve
from fitter.settings.config import Settings
from fitter.url.grammar import Grammar
from fitter.url.vocabulary import Vocabulary
from fitter.workers.greeting import hello
from fitter.workers.work import Work

COLOURS = {"R": (255, 0, 0), "G": (0, 255, 0), "B": (0, 0, 255), "Y": (255, 255, 0), "W": (255, 255, 255)}


@cache
def grammar() -> Grammar:
    """The grammar of the built-in operations."""
    return Grammar(Vocabulary(resolve.operations([])))


@cache
def work() -> Work:
    """A worker's work with the settings' defaults."""
    return Work(hello(Settings.model_construct()))


def plain(width: int, height: int, *colour: int) -> pyvips.Image:
    """A picture of one colour: three channels, or four with alpha."""
    return (pyvips.Image.black(width, height) + list(colour)).cast("uchar").copy(interpretation="srgb")


@cache
def quad(width: int = 80, height: int = 60) -> Blob:
    """A PNG with red, green, blue and yellow in its corners."""
    left, top = width // 2, height // 2
    red, green = plain(left, top, *COLOURS["R"]), plain(width - left, top, *COLOURS["G"])
    blue, yellow = plain(left, height - top, *COLOURS["B"]), plain(width - left, height - top, *COLOURS["Y"])
    picture = red.join(green, "horizontal").join(blue.join(yellow, "horizontal"), "vertical")
    return png(picture)


def png(picture: pyvips.Image) -> Blob:
    """A picture as a PNG."""
    return Blob(picture.pngsave_buffer(), "image/png")


def answer(path: str, source: Blob | None = None, *others: Blob) -> Blob:
    """What a worker answers to the path, whatever the keys in it; further pictures are the source unless given."""
    plan, source = grammar().parse(path), source or quad()
    further = others or [source] * len(plan.further)
    return work()(grammar().write(plan), source, *further)


def made(path: str, source: Blob | None = None, *others: Blob) -> pyvips.Image:
    """The decoded answer."""
    return pyvips.Image.new_from_buffer(answer(path, source, *others).read(), "").copy_memory()


def pixel(picture: pyvips.Image, x: int, y: int) -> tuple[int, ...]:
    """The channels at a place; negative counts from the far side."""
    return tuple(round(value) for value in picture(x % picture.width, y % picture.height))


def corners(picture: pyvips.Image) -> str:
    """The colours at top left, top right, bottom left, bottom right; ? for none of the known ones."""
    places = [(2, 2), (-3, 2), (2, -3), (-3, -3)]
    return "".join(_name(pixel(picture, *place)) for place in places)


def _name(value: tuple[int, ...]) -> str:
    near = (n for n, c in COLOURS.items() if all(abs(a - b) <= 8 for a, b in zip(value[:3], c, strict=True)))
    return next(near, "?")
