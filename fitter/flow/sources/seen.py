"""A source as it was found, and when."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from fitter.blob import Blob, Version

NOTE = "seen"
"""The fact of a kept blob that says which sources it is or was made of."""

_INLINE = 1 << 20  # bytes that are hashed faster than a thread is woken


@dataclass(frozen=True, slots=True)
class Seen:
    """One state of a source. Its version always has a tag, so that two states can be told apart."""

    version: Version
    at: float  # seconds since the epoch

    @property
    def tag(self) -> str:
        """What another state has another of."""
        return self.version.tag


@dataclass(frozen=True, slots=True)
class Source:
    """A source's bytes, and which state they are."""

    blob: Blob
    seen: Seen

    @classmethod
    async def found(cls, blob: Blob, at: float) -> Source:
        """What a loader gave; where it does not tell states apart, date and size do, or else the bytes."""
        version = blob.version or Version(modified=blob.modified)
        if not version.tag:
            version = replace(version, tag=await _tag(blob))
        return cls(blob, Seen(version, at))

    @classmethod
    async def kept(cls, blob: Blob, at: float) -> Source:
        """What a storage gave; a file that people put there has no notes and is as it is now."""
        notes = read(blob.facts, 1)
        return await cls.found(blob, at) if notes is None else cls(replace(blob, version=notes[0].version), notes[0])

    @property
    def size(self) -> int:
        """Bytes."""
        return self.blob.size

    @property
    def noted(self) -> Blob:
        """The blob as it is to be kept."""
        return noted(self.blob, [self.seen])


def left(sources: Iterable[Seen]) -> float | None:
    """Seconds for which the origins of all that say so still vouch for them; None where none says."""
    now = time.time()
    ages = [one.at + one.version.max_age - now for one in sources if one.version.max_age is not None]
    return max(0.0, min(ages)) if ages else None


async def _tag(blob: Blob) -> str:
    if blob.modified is not None:
        return f"{blob.modified}-{blob.size}"
    body = blob.read() if blob.size <= _INLINE else await asyncio.to_thread(blob.read)
    return sha256(body).hexdigest()[:32]


def noted(blob: Blob, seen: Iterable[Seen]) -> Blob:
    """The blob with a note of the sources that it is, or was made of."""
    notes = [
        [one.at, v.tag, v.modified, v.max_age, v.stale_while_revalidate, v.stale_if_error]
        for one in seen
        for v in [one.version]
    ]
    return replace(blob, facts={**blob.facts, NOTE: notes})


def read(facts: Mapping[str, Any], count: int) -> Sequence[Seen] | None:
    """The note on so many sources, or None where there is none that can be read: it was kept by who knows whom."""
    notes = facts.get(NOTE)
    if not isinstance(notes, list) or len(notes) != count:
        return None
    try:
        return [_read(*note) for note in notes]
    except (TypeError, ValueError):
        return None


def _read(at: Any, tag: Any, *numbers: Any) -> Seen:
    modified, max_age, while_revalidate, if_error = (None if one is None else float(one) for one in numbers)
    if not (isinstance(tag, str) and tag and math.isfinite(at)):
        raise ValueError("no note")
    return Seen(Version(tag, modified, max_age, while_revalidate, if_error), float(at))
