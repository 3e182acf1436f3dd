"""What a pool tells of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stats:
    """Where a pool stands, and what has happened since its start."""

    alive: int  # workers that are ready, at work or not
    busy: int
    waiting: int  # callers for whom no worker was free yet
    started: int  # processes
    jobs: int  # answered by a worker, pictures and errors
    crashed: int  # processes that ended by themselves or spoke nonsense
    killed: int  # for their deadline or memory
    recycled: int  # replaced in time
