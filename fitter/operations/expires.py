"""``expires:1893456000``: until when the URL works."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from fitter import Output, Segment


class Expires(Segment):
    """Answer 410 from this moment on. Signed with the rest of the path, so nobody can put it off."""

    name: ClassVar[str] = "expires"
    filter: ClassVar[str] = "expires"
    example: ClassVar[str] = "300x200/expires:4102444800/mountains.jpg"
    in_key: ClassVar[bool] = False  # the picture is the same before and after

    at: int = Field(ge=0, le=253402300799)
    """Seconds since 1970-01-01 UTC, at most the end of the year 9999."""

    def configure(self, output: Output) -> Output:
        """The earliest of all that are given."""
        return replace(output, expires=self.at if output.expires is None else min(self.at, output.expires))
