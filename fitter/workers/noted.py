"""What is done to a picture, noted in thumbor's words while it is done."""

from __future__ import annotations

from typing import Any, cast

from fitter.protocols import Image, Operation
from fitter.values import Box, Size

Notes = list[dict[str, Any]]

_GEOMETRY = {"resize", "manual-crop", "crop", "trim", "flip", "flop"}
"""The operations that thumbor tells of; what its filters do is not told."""


def noting(operation: Operation, image: Image, notes: Notes) -> Image:
    """The picture that notes what this operation does to it, where that is to be told."""
    return cast(Image, _Noted(image, notes)) if operation.name in _GEOMETRY else image


def bare(image: Image) -> Image:
    """The picture that notes nothing any more."""
    return image.image if isinstance(image, _Noted) else image


class _Noted:
    """A picture that is cut, resized and mirrored as any other, and keeps an account."""

    def __init__(self, image: Image, notes: Notes) -> None:
        self.image, self._notes = image, notes

    def __getattr__(self, name: str) -> Any:
        return getattr(self.image, name)

    def crop(self, box: Box) -> _Noted:
        edges = {"left": box.left, "top": box.top, "right": box.right, "bottom": box.bottom}
        return self._note(self.image.crop(box), type="crop", **edges)

    def resize(self, size: Size) -> _Noted:
        return self._note(self.image.resize(size), type="resize", width=size.width, height=size.height)

    def flop(self) -> _Noted:
        return self._note(self.image.flop(), type="flip_horizontally")

    def flip(self) -> _Noted:
        return self._note(self.image.flip(), type="flip_vertically")

    def _note(self, image: Image, **note: Any) -> _Noted:
        self._notes.append(note)
        return _Noted(image, self._notes)
