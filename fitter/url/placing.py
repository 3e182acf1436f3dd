"""Words with arguments that say which part of the picture a size keeps: ``focal:``, ``gravity:``, ``smart:``."""

from __future__ import annotations

import re
from typing import Any

from fitter.errors import BadArgument
from fitter.focus import Focal

_COMPASS = {
    "no": ("center", "top"),
    "so": ("center", "bottom"),
    "ea": ("right", "middle"),
    "we": ("left", "middle"),
    "noea": ("right", "top"),
    "nowe": ("left", "top"),
    "soea": ("right", "bottom"),
    "sowe": ("left", "bottom"),
    "ce": ("center", "middle"),
}
_LONG = {"north": "no", "south": "so", "east": "ea", "west": "we", "center": "ce", "smart": "sm"}
_LONG |= {"north-east": "noea", "north-west": "nowe", "south-east": "soea", "south-west": "sowe"}
_LOOKS = ("attention", "entropy")
_FRACTION = re.compile(r"[0-9]+(\.[0-9]+)?|\.[0-9]+")
_PIXELS = re.compile(r"([0-9]{1,20})x([0-9]{1,20}):([0-9]{1,20})x([0-9]{1,20})")


def said(word: str, arguments: list[str]) -> dict[str, Any]:
    """What such a word says of the size: its fields and their values.

    Raises:
        BadArgument: the arguments are none of the word's.
    """
    return {"focal": _focal, "gravity": _gravity, "smart": _smart}[word](arguments)


def focal_filter(arguments: list[str]) -> Focal | None:
    """What ``focal(...)`` inside ``filters:`` names; None for a box with nothing in it, which thumbor passes over.

    Raises:
        BadArgument: no place.
    """
    box = _PIXELS.fullmatch(arguments[0]) if len(arguments) == 1 else None
    if box:
        across, down = sorted(map(int, box.group(1, 3))), sorted(map(int, box.group(2, 4)))  # also from right to left
        if across[0] == across[1] or down[0] == down[1]:
            return None
        arguments = [f"{across[0]}x{down[0]}:{across[1]}x{down[1]}"]
    (focal,) = _focal(arguments)["focal"]
    assert isinstance(focal, Focal)  # noqa: S101  for the type checker
    return focal


def _focal(arguments: list[str]) -> dict[str, Any]:
    text = ",".join(arguments)
    try:
        focal = Focal.parse(text)
    except ValueError:
        raise BadArgument(
            f"focal: must be a point X,Y or a box LEFTxTOP:RIGHTxBOTTOM in pixels, percent such as 50p, or fractions "
            f"such as 0.5, got {text[:60]!r}."
        ) from None
    return {"focal": (focal,)}


def _gravity(arguments: list[str]) -> dict[str, Any]:
    # imgproxy's own separator is a colon.
    name, *rest = [part for argument in arguments for part in argument.split(":")] or [""]
    word = _LONG.get(name, name)
    if word == "fp":
        return _fraction(rest)
    if not rest and word == "sm":
        return {"smart": "attention"}
    if rest or word not in _COMPASS:
        raise BadArgument(
            f"gravity: must be one of {', '.join(_COMPASS)}, sm, or fp,X,Y with fractions, "
            f"got {','.join(arguments)[:60]!r}."
        )
    return dict(zip(("halign", "valign"), _COMPASS[word], strict=True))


def _fraction(numbers: list[str]) -> dict[str, Any]:
    if len(numbers) != 2 or not all(_FRACTION.fullmatch(number) and float(number) <= 1 for number in numbers):
        raise BadArgument(f"gravity: fp takes two fractions from 0 to 1, got {','.join(numbers)[:60]!r}.")
    return {"focal": (Focal.at(*map(float, numbers)),)}


def _smart(arguments: list[str]) -> dict[str, Any]:
    if len(arguments) != 1 or arguments[0] not in _LOOKS:
        raise BadArgument(f"smart: must be one of {', '.join(_LOOKS)}, got {','.join(arguments)[:60]!r}.")
    return {"smart": arguments[0]}
