"""What a client wishes besides its URL: the formats it shows, its screen, fewer bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from fitter.values import plain


@dataclass(frozen=True, slots=True)
class Wishes:
    """As much of a request's headers as may change its answer: two requests with equal wishes share one result."""

    formats: tuple[str, ...] = ()  # best first; empty: the URL decides, or the client shows none of those offered
    density: float | None = None  # device pixels for each pixel of the URL's sizes
    width: int | None = None  # device pixels that are there for the picture
    save_data: bool = False  # fewer bytes are worth more than a fine picture

    @property
    def text(self) -> str:
        """One spelling for equal wishes, empty for none: a part of the result's key."""
        parts = [",".join(self.formats)] if self.formats else []
        parts += [] if self.density is None else [f"density={plain(self.density)}"]
        parts += [] if self.width is None else [f"width={self.width}"]
        parts += ["save-data"] if self.save_data else []
        return ";".join(parts)

    def as_header(self) -> dict[str, Any]:
        """As JSON can say it, for a worker."""
        sizes = {"density": self.density, "width": self.width}
        return {"formats": self.formats, **sizes, "save_data": self.save_data}

    @classmethod
    def read(cls, header: Mapping[str, Any]) -> Self:
        """What ``as_header`` made."""
        return cls(**{**header, "formats": tuple(header["formats"])})


NONE = Wishes()
"""A client that said nothing."""
