"""Fallback: which failures of a source another one makes up for."""

from __future__ import annotations

import logging

from fitter.errors import FitterError, OriginFailed, OriginTimeout, SourceNotFound

_log = logging.getLogger("fitter.fallback")

MISSING = (SourceNotFound, OriginFailed, OriginTimeout)
"""The source is not there, or not now."""


def failed_too(error: FitterError) -> None:
    """Tell the log, for the client is told of its own source."""
    _log.warning("the fallback cannot be used either: %s", error.detail)
