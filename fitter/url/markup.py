"""HTML that lets a browser choose among pictures of several sizes and formats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Candidate:
    """One picture to choose, and what it is for: ``640w`` or ``2x``."""

    url: str
    descriptor: str

    def __str__(self) -> str:
        # A comma at a URL's end would be taken for the one that divides candidates; an empty query changes nothing.
        return f"{self.url}{'?' if self.url.endswith(',') else ''} {self.descriptor}"


@dataclass(frozen=True, slots=True)
class Responsive:
    """What an ``img`` says."""

    candidates: Sequence[Candidate]
    fallback: str  # the URL for those who choose nothing
    sizes: str = ""  # how wide the picture will be, where candidates differ in width
    alt: str = ""
    sources: Mapping[str, Sequence[Candidate]] | None = None  # others to choose before, by media type

    def html(self) -> str:
        """An ``img``, or a ``picture`` where there are formats to choose."""
        image = _tag("img", src=self.fallback, srcset=_listed(self.candidates), sizes=self.sizes, alt=self.alt)
        if not self.sources:
            return image
        kinds = [_tag("source", type=t, srcset=_listed(c), sizes=self.sizes) for t, c in self.sources.items()]
        return "\n".join(["<picture>", *(f"  {line}" for line in [*kinds, image]), "</picture>"])


def _listed(candidates: Sequence[Candidate]) -> str:
    return ", ".join(map(str, candidates))


def _tag(name: str, **attributes: str) -> str:
    """One tag; an attribute without a value is left away, but for ``alt``: an empty one says decoration."""
    given = [f' {key}="{escape(value)}"' for key, value in attributes.items() if value or key == "alt"]
    return f"<{name}{''.join(given)}>"
