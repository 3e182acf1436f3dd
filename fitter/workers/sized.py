"""The size that no result may exceed."""

from __future__ import annotations

from fitter.picture import Image
from fitter.settings.limits import Limits
from fitter.values import Size


def within(image: Image, limits: Limits) -> Image:
    """The picture, smaller in its proportions where it is wider or higher than allowed."""
    size = image.size
    factor = min((limits.width or size.width) / size.width, (limits.height or size.height) / size.height)
    if factor >= 1:
        return image
    return image.resize(Size(max(1, round(size.width * factor)), max(1, round(size.height * factor))))
