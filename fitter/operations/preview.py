"""``preview``: a picture that is not kept."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from fitter import Output, Segment


class Preview(Segment):
    """Do not keep the result, such as one of many that an editor tries out. One that is kept already is still used."""

    name: ClassVar[str] = "preview"
    example: ClassVar[str] = "300x200/blur:7/preview/mountains.jpg"
    in_key: ClassVar[bool] = False  # the picture is the same

    def configure(self, output: Output) -> Output:
        """The result storages do not get it."""
        return replace(output, stored=False)
