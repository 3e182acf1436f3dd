"""A mark on a picture: at its place, or again and again as one layer."""

from __future__ import annotations

from fitter import CLEAR, Box, Image, Size
from fitter.operations.position import Position, Row, spread


def laid(image: Image, mark: Image, x: Position, y: Position, opacity: float) -> Image:
    """The picture with the mark on it. What lies beside the picture is cut off first: it would be work for nothing."""
    picture, size = image.size, mark.size
    row, column = spread(picture, size, x.word == "repeat", y.word == "repeat")
    left, top = x.start(picture.width, size.width), y.start(picture.height, size.height)
    seen = Box(-left, -top, picture.width - left, picture.height - top).within(size)
    if seen.empty or opacity == 0:
        return image
    mark = mark if seen.size == size else mark.crop(seen)
    return image.compose(_tiled(mark, row, column), max(0, left), max(0, top), opacity)


def _tiled(mark: Image, row: Row, column: Row) -> Image:
    if row.count == column.count == 1:
        return mark
    cell = Size(mark.size.width + row.gap, mark.size.height + column.gap)
    whole = Size(row.count * cell.width - row.gap, column.count * cell.height - column.gap)
    padded = mark if cell == mark.size else mark.pad(Box(0, 0, cell.width, cell.height), CLEAR)
    return padded.tile(whole)
