"""One request, whoever listens: what was asked for, its number, and how it went."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Mapping

from fitter import metrics
from fitter.flow.trace import Trace

_log = logging.getLogger("fitter.access")
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Request:
    """What the steps are told of a request, and what the log is told of it at its end."""

    def __init__(self, method: str, target: str, headers: Mapping[str, str]) -> None:
        """Begin; the target is as it was sent, and the headers do not care for case."""
        self.method, self.target, self.headers = method, target, headers
        given = headers.get("X-Request-Id", "")
        self.id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        self.trace = Trace()
        self.why = ""  # it was refused or failed
        self._start = time.perf_counter()

    def end(self, status: int) -> None:
        """Count it, and write the one line."""
        seconds, trace = time.perf_counter() - self._start, self.trace
        cache = trace.cache or "none"
        metrics.REQUESTS.labels(str(status)).inc()
        metrics.SECONDS.labels(cache).observe(seconds)
        facts = {"id": self.id, "method": self.method, "status": status, "cache": cache}
        facts |= {"plan": trace.plan, "wishes": trace.wishes, "ms": round(seconds * 1000, 3), "steps": trace.steps}
        facts |= {"error": self.why} if self.why else {}
        _log.info("", extra={"facts": facts})
