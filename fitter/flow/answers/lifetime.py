"""Lifetime: for how long an error may be reused."""

from __future__ import annotations

from fitter.errors import FitterError
from fitter.settings.caching import ErrorAges

NOBODY = "no-store"

_AGES = {
    400: "malformed",
    403: "refused",
    404: "not_found",
    410: "expired",
    413: "unreadable",
    415: "unreadable",
    422: "unreadable",
}
"""What is wrong with the URL or the source. All else is a matter of the moment, and kept by nobody."""


def of_error(error: FitterError, ages: ErrorAges) -> str:
    """The value of Cache-Control: only what is shared keeps an error, so that a reloaded page asks again."""
    name = _AGES.get(error.status)
    seconds = int(getattr(ages, name)) if name else 0
    return f"public, max-age=0, s-maxage={seconds}" if seconds else NOBODY
