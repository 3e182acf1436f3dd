"""One picture in several widths: the operations that each needs."""

from __future__ import annotations

from collections.abc import Sequence

from fitter.errors import BadArgument
from fitter.protocols import Operation
from fitter.segment import Segment
from fitter.url.grammar import Grammar
from fitter.values import Size

_SHAPES = (1 / 3, 1.0, 3.0)  # how high a picture may be to its width, where a size leaves that open
_NEAR = 2, 50  # pixels, and the share of the width: so much may be lost where borders and sides are rounded


def by_width(grammar: Grammar, operations: str, widths: Sequence[int]) -> list[tuple[str, str]]:
    """What each width is for, and its operations: all that is there scaled, or a width behind them where none is said.

    Raises:
        BadRequest: the operations cannot be read, or nobody can say how wide a picture is after them.
        OperationNotAllowed, LimitExceeded: the rules forbid it.
    """
    bare = operations.strip("/")
    read = grammar.operations(bare) if bare else ()
    wide = _wide(read)
    if wide is None:
        wanted = [(width, f"{bare}/{width}x" if bare else f"{width}x") for width in widths]
    else:
        wanted = [(width, "/".join(one.scaled(width / wide).text for one in read)) for width in widths]
    for width, text in wanted:
        _check(width, _wide(grammar.operations(text)) or 0)
    return [(f"{width}w", text) for width, text in wanted]


def _wide(operations: Sequence[Operation]) -> int | None:
    """How wide a picture is after them, as far as the last width that is said counts; None if none is."""
    if any(one.name == "dpr" for one in operations):
        raise BadArgument("dpr: widths are those of the picture itself, so it is not multiplied too; leave dpr away.")
    sides = [(getattr(one, "width", 0), getattr(one, "height", 0)) for one in operations if one.name == "resize"]
    places = [at for at, one in enumerate(operations) if one.name == "resize"]
    found = [(at, *side) for at, side in zip(places, sides, strict=True) if isinstance(side[0], int) and side[0]]
    if not found:
        return None
    at, width, height = found[-1]
    known = [height] if isinstance(height, int) and height else [max(1, round(width * shape)) for shape in _SHAPES]
    sizes = [Size(width, one) for one in known]
    for one in operations[at + 1 :]:
        sizes = [one.bounds(size) for size in sizes]
        if _untold(one) or len({size.width for size in sizes}) > 1:
            raise BadArgument(f"{one.name}: nobody can say how wide the picture is behind it; put the size behind it.")
    return sizes[0].width


def _untold(operation: Operation) -> bool:
    """Whether its result's size depends on what is to be seen, here or in a further picture."""
    return operation.name == "trim" or type(operation).bounds_with is not Segment.bounds_with


def _check(width: int, found: int) -> None:
    pixels, share = _NEAR
    if abs(found - width) > pixels + width // share:
        raise BadArgument(f"A width of {width} cannot be had by these operations: the picture would be {found} wide.")
