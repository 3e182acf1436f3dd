"""The settings of the engine."""

from __future__ import annotations

from pydantic import Field

from fitter.fields import Bytes, Count, Duration
from fitter.settings.section import Plugin


class Engine(Plugin):
    """The engine, and the worker processes that it lives in."""

    use: str = "fitter.engines.vips.VipsEngine"
    """The dotted path of the engine's class; options of its own stand beside it."""
    workers: int | None = Field(None, ge=1, le=256)
    """Worker processes of each front; null shares the machine's cores among the fronts."""
    deadline: Duration = Field(10.0, ge=0.1, le=600)
    """How long a picture may take, waiting included; a worker that needs longer is killed."""
    memory: Bytes | None = Field(1024**3, ge=128 * 1024**2)
    """How much memory a worker may use before it is killed; null is no limit."""
    recycle_jobs: Count = Field(10_000, ge=1)
    """Pictures after which a worker is replaced by a fresh one."""
    recycle_memory: Bytes | None = Field(400 * 1024**2, ge=64 * 1024**2)
    """Memory at rest above which a worker is replaced by a fresh one."""
