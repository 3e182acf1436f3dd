"""The Accept header: which of the formats on offer a client shows, best first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

_MOST = 2000  # characters that are read; browsers send about 100
_QUOTED = re.compile(r'"[^"]*"')
_RANGE = re.compile(r"(\*/\*|[a-z0-9.+-]+/(?:\*|[a-z0-9.+-]+))")
_WEIGHT = re.compile(r"q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")
_KNOWN = ("avif", "gif", "jpeg", "jxl", "png", "webp")
"""Formats that may be a source's own and written again."""
_EVERYWHERE = ("jpeg",)
"""Formats that whoever accepts any picture shows; the others are only known to be shown where they are named."""


def ranked(header: str | None, offered: Sequence[str], wildcards: bool = False) -> tuple[str, ...]:
    """The formats to try in this order, by the client's weights, and by the order of the offer where those are equal.

    A format among them that is not on offer comes only for sources that have it already: the client likes it better
    than what stands behind it. Empty: nothing on offer is shown. Headers of one meaning give one answer.

    Args:
        header: what the client sent.
        offered: the formats on offer.
        wildcards: whether ``image/*`` names all of them.
    """
    ranges = {"*/*": 1.0} if header is None or not header.strip() else dict(_ranges(header[:_MOST]))
    weights = {name: _weight(name, ranges, wildcards) for name in offered}
    own = {name: ranges.get(f"image/{name}", 0.0) for name in _KNOWN if name not in weights}
    found: list[str] = []
    for name in sorted((name for name in offered if weights[name]), key=lambda name: -weights[name]):
        found += [one for one in own if own[one] > weights[name] and one not in found]
        found.append(name)
    return tuple(found)


def _weight(name: str, ranges: Mapping[str, float], wildcards: bool) -> float:
    everywhere = name in _EVERYWHERE
    wanted = [f"image/{name}", *["image/*"] * (everywhere or wildcards), *["*/*"] * everywhere]
    return next((ranges[one] for one in wanted if one in ranges), 0.0)


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    """Each range with its weight; a part that is malformed, or that asks for more than a type, is none."""
    for part in _QUOTED.sub("?", header.lower()).split(","):
        name, *parameters = (one.strip() for one in part.split(";"))
        if _RANGE.fullmatch(name):
            weight = _WEIGHT.fullmatch(parameters[0]) if parameters else None
            if weight or not parameters:
                yield name, float(weight[1]) if weight else 1.0
