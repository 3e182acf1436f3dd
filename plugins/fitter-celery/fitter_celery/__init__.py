"""fitter's queue on Celery: fronts hand jobs to a Redis or Valkey, and Celery's workers do them."""

from fitter_celery.queue import CeleryQueue

__all__ = ["CeleryQueue"]
