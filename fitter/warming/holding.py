"""Holding: a source is loaded once for all that is made of it, and let go behind the last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Self

from fitter.errors import FitterError, by_code
from fitter.flow.sources.load import Load
from fitter.flow.sources.seen import Source


@dataclass(frozen=True, slots=True)
class Holding(Load):
    """Loads sources as it is done for a server, but keeps those for which more is to come; their failures too."""

    held: dict[str, Source | FitterError] = field(default_factory=dict)
    to_come: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, load: Load) -> Self:
        """With all that a load has."""
        return cls(**{one.name: getattr(load, one.name) for one in fields(Load)})

    async def __call__(self, key: str) -> Source:
        """The source; raises as Load."""
        found = self.held.get(key)
        if found is None:
            found = await self._loaded(key)
            if self.to_come[key]:
                self.held[key] = found
        if isinstance(found, FitterError):
            raise by_code(found.code, found.detail)  # a fresh one: it takes along whatever frames it comes through
        return found

    async def _loaded(self, key: str) -> Source | FitterError:
        try:
            return await Load.__call__(self, key)
        except FitterError as error:
            return by_code(error.code, error.detail)

    def expect(self, keys: Iterable[str]) -> None:
        """One more picture is made of these."""
        self.to_come.update(keys)

    def done(self, keys: Iterable[str]) -> None:
        """One less; what nobody waits for is let go."""
        for key in keys:
            self.to_come[key] -= 1
            if self.to_come[key] <= 0:
                del self.to_come[key]
                self.held.pop(key, None)
