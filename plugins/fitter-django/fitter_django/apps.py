"""The application, for ``INSTALLED_APPS``: a mistake in the settings is told at the start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from fitter_django.images import images


class FitterConfig(AppConfig):
    """What Django should know of this application."""

    name = "fitter_django"
    verbose_name = "fitter"

    def ready(self) -> None:
        """Have the settings looked at by ``manage.py check``."""
        register(check)


def check(**_: Any) -> Sequence[CheckMessage]:
    """What is wrong with ``FITTER``."""
    try:
        images()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="fitter.E001")]
    return []
