"""What templates call a picture: a key, or a field of a model that has a file with a name."""

from __future__ import annotations

from collections.abc import Iterable


def key(picture: object) -> str:
    """The key of a picture; empty for none."""
    name = getattr(picture, "name", picture)  # an ImageField's file
    return "" if name is None else str(name)


def numbers(given: object) -> list[float]:
    """Widths or densities: a number, several, or a text such as ``320,640``."""
    if isinstance(given, str):
        parts: Iterable[object] = given.replace(",", " ").split()
    else:
        parts = given if isinstance(given, Iterable) else [given]
    found = [float(str(part)) for part in parts]
    return [int(one) if one.is_integer() else one for one in found]
