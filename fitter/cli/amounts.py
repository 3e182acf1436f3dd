"""Bytes as people read them."""

from __future__ import annotations

_STEP = 1000.0


def amount(number: float) -> str:
    """``812 bytes``, ``24.8 kB``, ``1.2 MB``."""
    if number < _STEP:
        return f"{int(number)} bytes"
    for unit in ("kB", "MB"):
        number /= _STEP
        if number < _STEP:
            return f"{number:.1f} {unit}"
    return f"{number / _STEP:.1f} GB"
