"""What the flow found, before it is HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fitter.blob import Blob
from fitter.values import Output


@dataclass(frozen=True, slots=True)
class Answer:
    """A result, and how it was asked for."""

    blob: Blob | None  # None: the client has it
    output: Output
    etag: str = ""
    modified: float | None = None  # seconds since the epoch
    fresh: float | None = None  # seconds for which the origins still vouch for the sources; None: they do not say
    source: str = ""  # its key
    ignored: tuple[str, ...] = ()  # filters that were left out
    fallback: str = ""  # why it is made of another source: the code of the error
    status: int = 200
    negotiated: Mapping[str, str] = field(default_factory=dict)  # headers that say what else may have decided over it
