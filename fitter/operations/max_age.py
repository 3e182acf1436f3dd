"""``max-age:3600``: how long the answer may be reused."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from fitter import Output, Segment


class MaxAge(Segment):
    """Let browsers and CDNs reuse this answer for so many seconds instead of the settings' time."""

    name: ClassVar[str] = "max-age"
    example: ClassVar[str] = "300x200/max-age:3600/mountains.jpg"
    in_key: ClassVar[bool] = False  # the picture is the same

    seconds: int = Field(ge=0, le=31_536_000)
    """Seconds, at most a year; also the most that a CDN may reuse it, and that it may be shown when it is old."""

    def configure(self, output: Output) -> Output:
        """The last one counts."""
        return replace(output, max_age=self.seconds)
