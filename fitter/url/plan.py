"""The meaning of a URL: operations in order and a source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from hashlib import sha256

from fitter.protocols import Operation
from fitter.values import Output

MOST_SOURCES = 9
"""The source and the further pictures of one plan."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one URL asks for."""

    operations: tuple[Operation, ...]
    source: str
    ignored: tuple[str, ...] = field(default=(), compare=False)
    """Filters that the URL names and that were left out."""
    further: Mapping[str, str] = field(init=False, compare=False, repr=False)
    """The keys of the further pictures that operations need, each once, and the name of the first that does."""
    sources: tuple[str, ...] = field(init=False, compare=False, repr=False)
    """The keys of all pictures that are loaded, the main one first."""

    def __post_init__(self) -> None:
        """Look once: it is asked for at every step."""
        found: dict[str, str] = {}
        for operation in self.operations:
            for key in operation.sources:
                found.setdefault(key, operation.name)
        found.pop(self.source, None)
        object.__setattr__(self, "further", found)
        object.__setattr__(self, "sources", (self.source, *found))

    def output(self, defaults: Output) -> Output:
        """How the picture is to be written, starting from the settings' defaults."""
        return reduce(lambda output, operation: operation.configure(output), self.operations, defaults)

    def key(self, context: str, wishes: str = "") -> str:
        """The result's key: ``<source digest>/<variant digest>``.

        Everything made from one source stands below one prefix, so that it can be dropped at once. The context is
        whatever besides the URL decides over the bytes: settings, engine, version; the wishes are those of the client
        that do. The signature is in neither part, so that rotating keys keeps the cache.
        """
        variant = "/".join(operation.text for operation in self.operations if operation.in_key)
        return f"{digest([self.source])}/{digest([context, variant, wishes])}"


def digest(parts: Iterable[str]) -> str:
    """64 hexadecimal digits for a list of texts, the same for no other list."""
    # Lengths in front keep ("ab", "c") and ("a", "bc") apart.
    return sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()
