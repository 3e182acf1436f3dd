"""How long each step of one request took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

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

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a step, also one that fails."""
        start = time.perf_counter()
        try:
            yield
        finally:
            seconds = time.perf_counter() - start
            self.steps[name] = round(self.steps.get(name, 0) + seconds * 1000, 3)
            metrics.STEP_SECONDS.labels(name).observe(seconds)
