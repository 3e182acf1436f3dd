"""Ignored: the log names each filter that was left out of a URL, once."""

from __future__ import annotations

import logging
from collections.abc import Iterable

_log = logging.getLogger("fitter.thumbor")
_MOST = 1000


class Ignored:
    """The names that were told of, as many as can be remembered."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def __call__(self, names: Iterable[str]) -> None:
        """Tell of those that are new."""
        for name in names:
            if name not in self._told and len(self._told) < _MOST:
                self._told.add(name)
                _log.warning(
                    "filter %r is left out: unknown, not allowed, or with arguments that are unknown (told once)", name
                )
