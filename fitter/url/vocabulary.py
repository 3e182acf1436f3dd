"""The words that a URL may use: the registered operations by name and by their name inside ``filters:``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from fitter.errors import UnknownOperation
from fitter.segment import Segment
from fitter.wording import nearest

SIZE_WORDS = {
    "fit-in": ("fit", "fit-in"),
    "full-fit-in": ("fit", "full-fit-in"),
    "adaptive-fit-in": ("fit", "adaptive-fit-in"),
    "adaptive-full-fit-in": ("fit", "adaptive-full-fit-in"),
    "stretch": ("fit", "stretch"),
    "upscale": ("upscale", True),
    "no-upscale": ("upscale", False),
}
"""Words that say how the size after them fits: field and value of the size."""

PLACE_WORDS = {
    "left": ("halign", "left"),
    "center": ("halign", "center"),
    "right": ("halign", "right"),
    "top": ("valign", "top"),
    "middle": ("valign", "middle"),
    "bottom": ("valign", "bottom"),
    "smart": ("smart", "attention"),
}
"""Words that say which part of the picture the size before them keeps."""

PLACE_CALLS = ("smart", "focal", "gravity")
"""Words that say so with arguments, of the size before them, or else of the next."""

PLACE_FILTERS = ("focal", "extract_focal")
"""The same inside ``filters:``."""

PRESET = "preset"
"""The word that stands for operations which the settings have a name for."""

_TAKEN = {*SIZE_WORDS, *PLACE_WORDS, *PLACE_CALLS, *PLACE_FILTERS, PRESET}

HINT = " If it is the start of the source's key, put /-/ before it."
"""What a sentence ends with where an operation was perhaps not meant as one."""


@dataclass(frozen=True, slots=True)
class Later:
    """An operation that is loaded when somebody asks for it."""

    name: str
    filter: str
    load: Callable[[], type[Segment]]


class Vocabulary:
    """The operations that a URL may use."""

    def __init__(self, operations: Iterable[type[Segment] | Later]) -> None:
        """Register the operations; a name that is taken twice is a ValueError."""
        self._words: dict[str, type[Segment] | Later] = {}
        self._filters: dict[str, type[Segment] | Later] = {}
        for operation in operations:
            self.add(operation)

    def add(self, operation: type[Segment] | Later) -> None:
        """Register one more; a name that is taken is a ValueError, and then nothing is registered."""
        names = ((self._words, operation.name), (self._filters, filter_name(operation)))
        for table, name in names:
            if name in table or name in _TAKEN:
                raise ValueError(f"two operations are called {name!r}")
        for table, name in names:
            table[name] = operation

    def __iter__(self) -> Iterator[type[Segment]]:
        return map(self._loaded, list(self._words.values()))

    @property
    def names(self) -> list[str]:
        """The names of all operations, as segments."""
        return list(self._words)

    def word(self, name: str) -> type[Segment] | None:
        """The operation of that name as a segment."""
        found = self._words.get(name)
        return None if found is None else self._loaded(found)

    def filter(self, name: str) -> type[Segment]:
        """The operation of that name inside ``filters:``."""
        found = self._filters.get(name)
        if found is None:
            raise self.unknown(name, "filter", [*self._filters, *PLACE_FILTERS])
        return self._loaded(found)

    def _loaded(self, found: type[Segment] | Later) -> type[Segment]:
        if not isinstance(found, Later):
            return found
        operation = self._words[found.name] = self._filters[found.filter] = found.load()
        return operation

    def unknown(self, name: str, kind: str = "operation", known: Iterable[str] | None = None) -> UnknownOperation:
        """The error for a name that is none, with the nearest that is."""
        known = [*self._words, *SIZE_WORDS, *PLACE_WORDS, *PLACE_CALLS, PRESET] if known is None else known
        near = nearest(name, known)
        meant = f" Did you mean {near}?" if near else ""
        key = "" if kind == "filter" else HINT
        return UnknownOperation(f"There is no {kind} {name[:60]!r}.{meant}{key}")


def filter_name(operation: type[Segment] | Later) -> str:
    """Its name inside ``filters:``: thumbor writes underscores."""
    return operation.filter or operation.name.replace("-", "_")
