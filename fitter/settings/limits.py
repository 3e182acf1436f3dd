"""The settings of what is too much."""

from __future__ import annotations

from pydantic import Field

from fitter.fields import Bytes, Count
from fitter.settings.section import Section


class Limits(Section):
    """What is too much."""

    source_bytes: Bytes = Field(25 * 1024**2, ge=1024)
    """Bytes of a source."""
    source_pixels: Count = Field(50_000_000, ge=1)
    """Pixels of a source, width times height, of all frames that are used."""
    result_pixels: Count = Field(50_000_000, ge=1)
    """Pixels of a result and of every step on the way, all frames counted."""
    width: int | None = Field(None, ge=1, le=100_000)
    """Width of a result: a size in the URL is cut down to it, and a picture that is still wider is made smaller; null
    is any."""
    height: int | None = Field(None, ge=1, le=100_000)
    """Height of a result, in the same way; null is any."""
    frames: int = Field(200, ge=1, le=10_000)
    """Frames of an animation that are shown; where a URL asks for more, the answer is 422, and ``max-frames:`` or
    ``page:`` in it take fewer. 1 makes every animation a still of its first frame."""
    sources_memory: Bytes = Field(512 * 1024**2, ge=1024**2)
    """Bytes of sources that may be in memory at once, those that are arriving included; what finds no room there is
    answered 503. Files on a disk do not count."""
    loading: int = Field(1000, ge=1, le=100_000)
    """Pictures whose sources may be waited for at once; more are answered 503 at once."""
    queue: int = Field(100, ge=0, le=100_000)
    """Pictures that may wait for a worker; more are answered 503 at once."""
    path_bytes: Bytes = Field(8192, ge=64, le=60_000)
    """Bytes of a request's path."""
    arguments: dict[str, float] = Field({})
    """The most that a URL may give to an operation's argument, such as {blur.sigma: 20}; presets may give more."""
