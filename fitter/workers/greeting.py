"""What a worker is told at its start."""

from __future__ import annotations

from typing import Any

from fitter.settings.config import Settings


def hello(settings: Settings) -> dict[str, Any]:
    """What a worker must know of the settings, as JSON."""
    sections = settings.model_dump(mode="json", include={"engine", "detector", "operations", "limits", "output"})
    return {"work": "fitter.workers.work.Work", "memory": settings.engine.memory, **sections}
