"""``{% load fitter %}``: filters and tags that make signed URLs."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from fitter_django.images import images
from fitter_django.sources import key, numbers

register = template.Library()


@register.filter
def fitter(picture: object, operations: str = "") -> str:
    """``{{ photo.file|fitter:"fit-in/300x200" }}``: the URL of a picture; empty where there is none."""
    return _url(picture, operations)


@register.simple_tag
def fitter_url(picture: object, operations: str = "") -> str:
    """``{% fitter_url photo.file "card" as url %}``: the same, where a name for it is wanted."""
    return _url(picture, operations)


@register.simple_tag
def fitter_srcset(picture: object, operations: str = "", widths: object = "", densities: object = "") -> str:
    """``{% fitter_srcset photo.file "{width}x" widths="320,640" %}``: the value of a ``srcset``."""
    source = key(picture)
    if not source:
        return ""
    by_width = [int(one) for one in numbers(widths)]
    given = operations or ("{width}x" if by_width else "")
    return images().srcset(source, given, widths=by_width, densities=numbers(densities))


@register.simple_tag
def fitter_img(
    picture: object, operations: str = "{width}x", widths: object = "320,640,1280", sizes: str = "100vw", alt: str = ""
) -> SafeString:
    """``{% fitter_img photo.file widths="320,640" sizes="50vw" alt=photo.title %}``: an ``<img>`` of all widths."""
    source, by_width = key(picture), [int(one) for one in numbers(widths)]
    tag = images().img(source, operations, widths=by_width, sizes=sizes, alt=alt) if source else ""
    return mark_safe(tag)  # noqa: S308  the client escapes every value in it


def _url(picture: object, operations: str) -> str:
    source = key(picture)
    return images().url(source, operations) if source else ""
