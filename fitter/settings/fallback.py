"""The settings of what is answered in a source's place."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fitter.fields import Duration
from fitter.settings.section import Section


class Fallback(Section):
    """What is answered where a source is missing or its origin fails."""

    source: str | None = Field(None, min_length=1)
    """The key of another source, of which the picture is made with the same operations; null is none."""
    max_age: Duration = Field(60.0, ge=0, le=31_536_000)
    """How long such an answer may be reused."""
    status: Literal[200, 404, 410, 502, 503, 504] = 200
    """The status of such an answer."""
