"""Sources that are answered as they are."""

from __future__ import annotations

from fitter.blob import Blob
from fitter.picture import Image
from fitter.values import Output, media_type


def untouched(image: Image, output: Output, source: Blob) -> Blob | None:
    """The source itself, its media type told from its content; None if a picture is to be made of it."""
    if output.meta or not (output.raw or output.skip):
        return None
    facts = {name: value for name, value in image.facts().items() if name in ("format", "width", "height")}
    own = facts["format"]
    if not output.raw and (own not in output.skip or output.format not in (None, own)):
        return None
    return Blob(source.body, media_type(own), facts=facts)
