"""When a worker is replaced although nothing is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from fitter.workers.memory import nearly_all


@dataclass(frozen=True, slots=True)
class Age:
    """When a worker has grown old: libraries leak and heaps fall apart."""

    jobs: int
    memory: int | None  # bytes in use
    limit: int | None  # bytes that it may claim at all

    def reached(self, jobs: int, memory: int, claimed: int) -> bool:
        """Whether it has, after so many jobs, with so much memory in use, and so much claimed though it is at rest."""
        grown = self.memory is not None and memory >= self.memory
        return grown or jobs >= self.jobs or nearly_all(claimed, self.limit)
