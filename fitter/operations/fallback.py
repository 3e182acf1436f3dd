"""``fallback:nothing.png``: another source where this one is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from fitter import Output, Segment


class Fallback(Segment):
    """Make the picture of another source where the URL's own is missing or its origin fails.

    The answer has the header `X-Fitter-Fallback`, and the status and the time that the settings give to it. The URL's
    own source is shown as soon as it is there.
    """

    name: ClassVar[str] = "fallback"
    example: ClassVar[str] = "300x200/fallback:leaf.png/mountains.jpg"
    in_key: ClassVar[bool] = False  # a picture of another source has a key of its own

    key: str = Field(min_length=1, max_length=2000)
    """The other source's key, with %2F for each slash and %2C for each comma."""

    def configure(self, output: Output) -> Output:
        """The last one counts."""
        return replace(output, fallback=self.key)
