"""One picture in several widths: the operations that each needs."""

from __future__ import annotations

from collections.abc import Sequence

from fitter.url.grammar import Grammar


def by_width(grammar: Grammar, operations: str, widths: Sequence[int]) -> list[tuple[str, str]]:
    """What each width is for, and its operations: the size that is there scaled, or a width behind them."""
    read = grammar.operations(operations) if operations.strip("/") else ()
    sizes = [getattr(one, "width", 0) for one in read if one.name == "resize"]
    given = next((width for width in sizes if isinstance(width, int) and width), None)
    bare = operations.strip("/")
    if given is None:
        return [(f"{width}w", f"{bare}/{width}x" if bare else f"{width}x") for width in widths]
    return [(f"{width}w", "/".join(one.scaled(width / abs(given)).text for one in read)) for width in widths]
