"""CORS: whose scripts may read answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fitter.flow.answers.response import Response

_ALL = "*"
_DAY = "86400"


def allowing(origins: Sequence[str], asked: Mapping[str, str]) -> dict[str, str]:
    """The headers that let the asking page's scripts read the answer.

    One origin is told to everybody, so that only a list of several makes an answer depend on who asks.
    """
    if not origins:
        return {}
    varies = {} if _ALL in origins or len(origins) == 1 else {"Vary": "Origin"}
    origin = _ALL if _ALL in origins else origins[0] if not varies else asked.get("Origin", "").lower()
    if origin not in origins:
        return varies
    headers = {
        "Access-Control-Allow-Origin": origin,
        # A request with credentials is never allowed, so that the star stands for all names.
        "Access-Control-Expose-Headers": "*",
        "Timing-Allow-Origin": origin,
    }
    if origin == _ALL:
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return headers | varies


def preflight(allowed: str) -> Response:
    """The answer to a browser that asks what a script may ask for; who may is told beside it.

    Args:
        allowed: the methods that there are besides OPTIONS, for scripts or others.
    """
    headers = {
        "Allow": f"{allowed}, OPTIONS",
        "Access-Control-Allow-Methods": "GET, HEAD",
        "Access-Control-Allow-Headers": "*",
        "Access-Control-Max-Age": _DAY,
        "Cache-Control": "no-store",
    }
    return Response(204, headers)
