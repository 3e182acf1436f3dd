"""What is counted, for Prometheus."""

from __future__ import annotations

import os

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
    multiprocess,
)

_STEPS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

disable_created_metrics()  # type: ignore[no-untyped-call]  # no types there; else a second series for each
REGISTRY = CollectorRegistry()
REQUESTS = Counter("fitter_requests", "Answers by status.", ["status"], registry=REGISTRY)
SECONDS = Histogram("fitter_request_seconds", "Time to the answer.", ["cache"], registry=REGISTRY, buckets=_STEPS)
STEP_SECONDS = Histogram("fitter_step_seconds", "Time a step.", ["step"], registry=REGISTRY, buckets=_STEPS)
RECALLS = Counter("fitter_recalls", "Look-ups in the result tiers.", ["tier", "found"], registry=REGISTRY)
TIER_ERRORS = Counter("fitter_tier_errors", "Failures of a storage.", ["tier", "method"], registry=REGISTRY)
WORKERS = Gauge("fitter_workers", "Engine workers by state.", ["state"], registry=REGISTRY, multiprocess_mode="livesum")
WORKER_EVENTS = Counter("fitter_worker_events", "What happened to workers.", ["event"], registry=REGISTRY)
JOBS = Counter("fitter_jobs", "Pictures for the queue, by what became of them there.", ["event"], registry=REGISTRY)
QUEUE = Gauge("fitter_queue", "Pictures waiting for a worker.", registry=REGISTRY, multiprocess_mode="livesum")


def text() -> bytes:
    """All figures in Prometheus' text format, of all fronts where there are several."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has no types there
    return generate_latest(registry)
