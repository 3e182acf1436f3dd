"""Telling: what every answer says to browsers and CDNs besides what its own step says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from fitter.flow.answers.cors import allowing
from fitter.flow.answers.lifetime import NOBODY
from fitter.flow.answers.response import Response
from fitter.flow.answers.tags import tagging
from fitter.flow.trace import Trace
from fitter.settings.caching import Cache

_MOST = 1000  # lists of sources whose tags are remembered
_WISHED = (400, 415, 422)
"""Errors that may come of a client's wishes: a screen's density, say, makes a picture larger than a limit."""


class Telling:
    """Tags for purging, who may read it, what else might have been answered, how long it took."""

    def __init__(self, cache: Cache, negotiable: Sequence[str]) -> None:
        """Tell what the settings say; negotiable are the request's headers that may change an answer."""
        self._cache, self._negotiable = cache, ", ".join(negotiable)
        self._tags = lru_cache(_MOST)(lambda *sources: tagging(cache.tags, sources))

    def __call__(self, response: Response, asked: Mapping[str, str], trace: Trace, *others: str) -> dict[str, str]:
        """The response's headers with all that; others are sources that the plan does not name."""
        headers, varies = dict(response.headers), [response.headers.get("Vary")]
        if trace.sources and headers.get("Cache-Control") != NOBODY:
            headers |= self._tags(*trace.sources, *others)
            varies.append(self._negotiable if response.status in _WISHED else None)
        headers |= (readers := allowing(self._cache.cors, asked))
        varies.append(readers.get("Vary"))
        if any(varies):
            headers["Vary"] = ", ".join(filter(None, varies))
        if self._cache.server_timing:
            headers["Server-Timing"] = _timing(trace)
        return headers


def _timing(trace: Trace) -> str:
    steps = [f"{name};dur={ms:g}" for name, ms in trace.steps.items()]
    return ", ".join([*steps, *([f"cache;desc={trace.cache}"] if trace.cache else [])])
