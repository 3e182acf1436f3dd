"""One request, whoever listens: what was asked for, its number, and how it went."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from fitter import log, metrics
from fitter.flow.trace import Trace

_numbers = random.Random()  # noqa: S311  tells requests apart
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SIGNATURE = re.compile(r"(?<=[?&]signature=)[^&]*")
_LONGEST = 300  # characters of a path in the log


class Request:
    """What the steps are told of a request, and what the log is told of it at its end."""

    def __init__(self, method: str, target: str, headers: Mapping[str, str]) -> None:
        """Begin; the target is as it was sent, and the headers do not care for case."""
        self.method, self.target, self.headers = method, target, headers
        self.id = number(headers.get("X-Request-Id", ""))
        self.trace = Trace()
        self.why = ""  # it was refused or failed
        self._start = time.perf_counter()

    def end(self, status: int) -> None:
        """Count it, and write the one line."""
        seconds, trace = time.perf_counter() - self._start, self.trace
        facts = {"id": self.id, "method": self.method, "status": status, "cache": trace.cache or "none"}
        facts |= {"plan": trace.plan, "wishes": trace.wishes, "ms": round(seconds * 1000, 3), "steps": trace.steps}
        if self.why:
            facts |= {"error": self.why} | ({} if trace.plan else {"path": _shown(self.target)})
        tell(facts, seconds)


def _shown(target: str) -> str:
    """What was asked for, so that nothing in it means anything to a terminal, and without an upload's signature."""
    shown = ascii(_SIGNATURE.sub("...", target))[1:-1]
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}..."


def number(given: str) -> str:
    """What the client calls a request, if that is clean, or else a new number, which is no secret."""
    return given if _ID.fullmatch(given) else f"{_numbers.getrandbits(64):016x}"


def tell(facts: dict[str, Any], seconds: float) -> None:
    """Count a request that has ended, and write its line."""
    status, taken = _counts(facts["status"], facts["cache"])
    status.inc()
    taken.observe(seconds)
    log.access(facts)


@lru_cache(1000)
def _counts(status: int, cache: str) -> tuple[Any, Any]:
    return metrics.REQUESTS.labels(str(status)), metrics.SECONDS.labels(cache)
