"""When a worker is replaced although nothing is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Age:
    """When a worker has grown old: libraries leak and heaps fall apart."""

    jobs: int
    memory: int | None  # bytes

    def reached(self, jobs: int, memory: int) -> bool:
        """Whether it has, after so many jobs and with so much memory in use."""
        return jobs >= self.jobs or (self.memory is not None and memory >= self.memory)
