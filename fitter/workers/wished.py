"""What a client's wishes do to a picture, where the URL does not say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fitter.blob import Blob
from fitter.picture import Image
from fitter.values import Output, Size
from fitter.wishes import Wishes

_SPARED = 0.75
"""Of the settings' quality, for a client that would rather have fewer bytes."""


def spared(output: Output, wishes: Wishes) -> Output:
    """A lower quality for a client that saves data; one that the URL names stays."""
    if not wishes.save_data:
        return output
    return replace(output, qualities={name: max(1, round(q * _SPARED)) for name, q in output.qualities.items()})


def narrowed(image: Image, wishes: Wishes) -> Image:
    """The picture no wider than there is room for."""
    width, size = wishes.width, image.size
    if width is None or width >= size.width:
        return image
    return image.resize(Size(width, max(1, round(size.height * width / size.width))))


def written(image: Image, output: Output, wishes: Wishes, offered: Sequence[str]) -> Blob:
    """The picture in the first format wished that can hold it; facts say whether the wish could make a difference."""
    if output.format is not None or not offered:
        return image.encode(output)
    own = image.written(output)
    format = choose(image, own, wishes.formats, offered)
    blob = image.encode(output if format == own else replace(output, format=format))
    return replace(blob, facts={**blob.facts, "varies": varies(image, own, offered)})


def choose(image: Image, own: str, wished: Sequence[str], offered: Sequence[str]) -> str:
    """The first wish that is on offer, or the picture's own format already, and that can hold it; else its own."""
    return next((one for one in wished if (one == own or one in offered) and image.holds(one)), own)


def varies(image: Image, own: str, offered: Sequence[str]) -> bool:
    """Whether some wish would be answered in another format than its own."""
    return any(one != own and image.holds(one) for one in offered)
