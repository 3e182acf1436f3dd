"""The client of a site, made of its setting ``FITTER``."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

from fitter.client import Client

_NAMES = {field.name.upper(): field.name for field in fields(Client)}
_made: list[Client] = []


def images() -> Client:
    """The client; it is made once, and anew when a test changes the settings.

    Raises:
        ImproperlyConfigured: the setting is missing, or names what there is not.
    """
    if not _made:
        _made.append(_client(getattr(settings, "FITTER", None)))
    return _made[0]


def _client(given: Any) -> Client:
    if not isinstance(given, dict):
        raise ImproperlyConfigured('FITTER must be a dict such as {"BASE": "https://img.example.com", "KEY": "..."}.')
    unknown = sorted(set(given) - set(_NAMES))
    if unknown:
        raise ImproperlyConfigured(f"FITTER knows no {', '.join(unknown)}; it knows {', '.join(_NAMES)}.")
    if not given.get("BASE"):
        raise ImproperlyConfigured('FITTER needs BASE, where fitter is: "https://img.example.com".')
    if not given.get("KEY", "unsigned"):
        raise ImproperlyConfigured("FITTER's KEY is empty; leave it out where fitter takes unsigned URLs.")
    try:
        client = Client(**{_NAMES[name]: value for name, value in given.items()})
        for operations in ("", *client.presets):
            client.url("a.jpg", operations)
    except (AttributeError, TypeError, ValueError) as error:
        raise ImproperlyConfigured(f"FITTER makes no URL: {error}.") from error
    return client


def _forget(*, setting: str, **_: Any) -> None:
    if setting == "FITTER":
        _made.clear()


setting_changed.connect(_forget)
