"""For how long what is kept may be used, by the clock on the wall, which other machines have too."""

from __future__ import annotations

import time

_SKEW = 60.0  # seconds by which two machines' clocks may differ


def ending(ttl: float | None) -> float | None:
    """When that which is kept now ends; None is never."""
    return None if ttl is None else time.time() + ttl


def lives(end: float | None, ttl: float | None) -> bool:
    """Whether what has such an end may be used. A clock that was put back must not make it live longer."""
    now = time.time()
    if ttl is None:
        return end is None or now < end
    return end is not None and now < end <= now + ttl + _SKEW
