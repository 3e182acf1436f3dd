"""Tags: by what a CDN can purge all that was made of a source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

_SEPARATORS = {"Cache-Tag": ",", "Edge-Cache-Tag": ",", "CDN-Tag": ",", "Surrogate-Key": " ", "xkey": " "}


def tag(source: str) -> str:
    """The tag of a source's key.

    A digest, because keys have characters and lengths that CDNs take for something else. They compare tags without
    regard to case, and hexadecimal digits mind no more.
    """
    return f"fitter-{sha256(source.encode()).hexdigest()[:24]}"


def tagging(names: Sequence[str], sources: Iterable[str]) -> dict[str, str]:
    """The headers of these names with the tags of these sources, each once."""
    tags = list(dict.fromkeys(map(tag, sources)))
    return {name: _SEPARATORS[name].join(tags) for name in names} if tags else {}
