"""How long each step of one request took."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from fitter import metrics


@dataclass
class Trace:
    """What the log line of a request says besides its status."""

    plan: str = ""
    sources: tuple[str, ...] = ()  # whose pictures it is about
    wishes: str = ""  # of the client, as far as they counted
    cache: str = ""  # hit, miss, shared (another request was making it)
    kept: bool = True  # False: what was made may not be kept
    steps: dict[str, float] = field(default_factory=dict)  # milliseconds

    def step(self, name: str) -> Step:
        """Time a step, also one that fails."""
        return Step(self.steps, name)


class Step:
    """A step of one request, timed. There are five in each, and a generator would take three times as long."""

    __slots__ = ("_name", "_start", "_steps")

    def __init__(self, steps: dict[str, float], name: str) -> None:
        self._steps, self._name = steps, name

    def __enter__(self) -> None:
        self._start = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        seconds = time.perf_counter() - self._start
        self._steps[self._name] = round(self._steps.get(self._name, 0) + seconds * 1000, 3)
        _histogram(self._name).observe(seconds)


@lru_cache(100)
def _histogram(name: str) -> Any:
    return metrics.STEP_SECONDS.labels(name)
