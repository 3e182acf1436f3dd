"""Which frames of an animation a job is about, and whether they are too many."""

from __future__ import annotations

from fitter.errors import LimitExceeded
from fitter.picture import Image
from fitter.values import MOVING, Output


def taken(image: Image, output: Output, most: int) -> Image:
    """The frames that are shown: one where a page is asked for or the answer's format cannot move.

    Raises:
        LimitExceeded: there is no such page, or there are more frames than are allowed.
    """
    if output.page is not None:
        return image.take(_page(image, output.page) - 1, 1)
    if image.frames == 1:
        return image
    if most == 1 or image.written(output) not in MOVING:
        return image.take(0, 1)
    count = min(image.frames, output.frames or image.frames)
    if count > most:
        raise LimitExceeded(
            f"The source has {image.frames} frames; at most {most} are allowed. max-frames:{most} takes the first of"
            f" them, page:1 a single one, and so does a format without animation such as format:jpeg."
        )
    return image.take(0, count)


def _page(image: Image, page: int) -> int:
    held = int(image.facts()["frames"])
    if page > held:
        frames = "1 frame" if held == 1 else f"{held} frames"
        raise LimitExceeded(f"page: the source has {frames}, and none of number {page}.")
    return page
