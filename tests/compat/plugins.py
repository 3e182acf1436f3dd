"""Plugins as somebody has them who comes from thumbor; servers name them by dotted path."""

from __future__ import annotations

from collections.abc import Sequence

from fitter import Blob, FitterError, Image, Options, Spot


class InConflict(FitterError):
    """A status of the plugin's own."""

    status, code, title = 409, "conflict", "In conflict"


class Conflict:
    """A loader with an error for one key."""

    def __init__(self, options: Options) -> None:
        """Take the options, of which there are none."""

    async def get(self, key: str) -> Blob | None:
        if key == "conflict.jpg":
            raise InConflict
        return None


class Broken:
    """A detector that cannot."""

    def __init__(self, options: Options) -> None:
        """Take the options, of which there are none."""

    def find(self, image: Image) -> Sequence[Spot]:
        raise RuntimeError("no model")
