"""``extract_focal()``: a source that is itself a URL like this one tells by its crop what should stay."""

from __future__ import annotations

import re
from collections.abc import Callable

from fitter.errors import FitterError
from fitter.focus import Focal
from fitter.url.encoding import encode
from fitter.url.plan import Plan
from fitter.url.signature import UNSIGNED
from fitter.values import Length

_LEVELS = 10
_HOST = re.compile(r"(?:https?://)?[^/]+/")
_SIGNED = re.compile(rf"/?(?:{UNSIGNED}|[A-Za-z0-9_-]{{16,}}={{0,2}})/")


def place(source: str, read: Callable[[str], Plan]) -> tuple[Focal | None, str]:
    """The crop of the first URL in a source that has one, and that URL's own source; None and the source if none has.

    The signature inside is not looked at: the one outside stands for all of it.

    Args:
        source: the source's plain key.
        read: reads the path behind a signature.
    """
    inner = source
    for _ in range(_LEVELS):
        path = _path(inner)
        if path is None:
            break
        try:
            plan = read(encode(path))
        except FitterError:
            break
        inner = plan.source
        for one in plan.operations:
            if one.name == "manual-crop":
                edges = [getattr(one, edge) for edge in ("left", "top", "right", "bottom")]
                if edges[0] < edges[2] and edges[1] < edges[3]:
                    return Focal(*(Length(float(edge)) for edge in edges)), inner
    return None, source


def _path(text: str) -> str | None:
    """What stands behind the signature of a URL, with its host or without; None where there is none."""
    for start in (text, _HOST.sub("", text, count=1)):
        if signed := _SIGNED.match(start):
            return start[signed.end() :]
    return None
