"""The same for Jinja: ``install(environment)``, of Django's or of any other."""

from __future__ import annotations

from jinja2 import Environment
from markupsafe import Markup

from fitter.client import Addresses
from fitter_django.sources import key, numbers


class Filters:
    """``{{ photo|fitter("fit-in/300x200") }}`` and ``{{ photo|fitter_srcset(widths=[320, 640]) }}``."""

    def __init__(self, addresses: Addresses | None = None) -> None:
        """Take what signs; None is what Django's settings say."""
        self._given = addresses

    def url(self, picture: object, operations: str = "") -> str:
        """The URL of a picture; empty where there is none."""
        source = key(picture)
        return self._addresses.url(source, operations) if source else ""

    def srcset(self, picture: object, operations: str = "", widths: object = "", densities: object = "") -> str:
        """The value of a ``srcset``."""
        source, by_width = key(picture), [int(one) for one in numbers(widths)]
        given = operations or ("{width}x" if by_width else "")
        by_density = numbers(densities)
        return self._addresses.srcset(source, given, widths=by_width, densities=by_density) if source else ""

    def img(
        self, picture: object, operations: str = "{width}x", widths: object = "320,640,1280", sizes: str = "100vw",
        alt: str = "",
    ) -> Markup:  # fmt: skip
        """An ``<img>`` of all widths."""
        source, by_width = key(picture), [int(one) for one in numbers(widths)]
        tag = self._addresses.img(source, operations, widths=by_width, sizes=sizes, alt=alt) if source else ""
        return Markup(tag)  # noqa: S704  the client escapes every value in it

    @property
    def _addresses(self) -> Addresses:
        if self._given is not None:
            return self._given
        from fitter_django.images import images  # only here: Flask and others have no Django

        return images()


def install(environment: Environment, addresses: Addresses | None = None) -> Environment:
    """Add the filters ``fitter``, ``fitter_srcset`` and ``fitter_img``; the environment."""
    filters = Filters(addresses)
    environment.filters |= {"fitter": filters.url, "fitter_srcset": filters.srcset, "fitter_img": filters.img}
    return environment
