"""Handing: a body that the web server before fitter finds by itself is sent by that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fitter.blob import Blob
from fitter.flow.answers.response import Response

ASKED = "X-Sendfile-Type"
"""The header in which a web server says how it is told; what clients say there it must overwrite."""
_WAYS = ("X-Accel-Redirect", "X-Sendfile")


def handed(response: Response, blob: Blob | None, asked: Mapping[str, str]) -> Response | None:
    """The answer without its body, and where that is; None if it must go its usual way. Ranges are cut over there."""
    way = asked.get(ASKED)
    if way not in _WAYS or response.status != 200 or blob is None or not blob.place:
        return None
    return replace(response, headers={**response.headers, way: blob.place}, content=b"")
