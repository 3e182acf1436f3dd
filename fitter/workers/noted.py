"""What is done to a picture, noted in thumbor's words while it is done."""

from __future__ import annotations

from typing import Any, cast

from fitter.picture import Image
from fitter.protocols import Operation
from fitter.values import Box, Size

Notes = list[dict[str, Any]]

_GEOMETRY = {"resize", "manual-crop", "crop", "trim", "flip", "flop"}
"""The operations that thumbor tells of; what its filters do is not told."""
_SHRINKING = ("fit-in", "adaptive-fit-in")
"""Where only thumbor's filter upscale() makes a picture larger."""


def noting(operation: Operation, image: Image, notes: Notes) -> Image:
    """The picture that notes what this operation does to it, where that is to be told."""
    if operation.name not in _GEOMETRY:
        return image
    fit, size = getattr(operation, "fit", ""), operation.bounds(image.size)
    if "full" in fit and size == image.size:
        notes.append(_resized(size))  # thumbor does and tells it, though it changes nothing
    grown = getattr(operation, "upscale", False) and fit in _SHRINKING and size > image.size
    return image if grown else cast(Image, _Noted(image, notes))


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
        return self._note(self.image.resize(size), **_resized(size))

    def flop(self) -> _Noted:
        return self._note(self.image.flop(), type="flip_horizontally")

    def flip(self) -> _Noted:
        return self._note(self.image.flip(), type="flip_vertically")

    def _note(self, image: Image, **note: Any) -> _Noted:
        self._notes.append(note)
        return _Noted(image, self._notes)


def _resized(size: Size) -> dict[str, Any]:
    return {"type": "resize", "width": size.width, "height": size.height}
