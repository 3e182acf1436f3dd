"""What one request wants, and what was found for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fitter.blob import Blob
from fitter.flow.sources.seen import Seen
from fitter.url.plan import Plan
from fitter.values import Output
from fitter.wishes import Wishes


@dataclass(frozen=True, slots=True)
class Order:
    """What one request wants."""

    plan: Plan
    text: str  # the canonical path
    output: Output
    wishes: Wishes
    key: str  # says what the result is
    name: str  # the result's in its storages
    known: frozenset[str]  # the ETags of what the client has
    end: float  # by time.monotonic


@dataclass(frozen=True, slots=True)
class Found:
    """A result, of which sources it is, and whether it was kept or is new."""

    blob: Blob | None  # None: the client has it
    sources: Sequence[Seen]
    kept: bool
