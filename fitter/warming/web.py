"""Sitemaps on the web, fetched as sources are."""

from __future__ import annotations

import asyncio

from fitter.errors import FitterError, SourceNotAllowed
from fitter.fetch.target import Target
from fitter.problems import ConfigError
from fitter.warming.sitemap import MOST

_SECONDS = 60.0


def is_address(place: str) -> bool:
    """Whether it is on the web, and no file."""
    return place.lower().startswith(("http://", "https://"))


def fetch(url: str, named_by: str = "") -> bytes:
    """What is there. Whoever types an address means it; one that a sitemap of another host names must be public.

    Raises:
        ConfigError: it cannot be had.
    """
    try:
        target = Target.parse(url)
        trusted = not named_by or target.host == Target.parse(named_by).host
        return asyncio.run(_fetched(target, trusted=trusted))
    except FitterError as error:
        raise ConfigError([f"{url} cannot be read: {error.detail}"]) from None


async def _fetched(target: Target, *, trusted: bool) -> bytes:
    # Here, for whoever names no address need not wait for libcurl.
    from fitter.fetch.client import Fetcher
    from fitter.fetch.guard import EVERYWHERE, AddressGuard
    from fitter.fetch.hosts import HostPatterns
    from fitter.fetch.terms import Terms

    terms = Terms(timeout=_SECONDS, max_bytes=MOST, origin="The web server of the sitemap")
    fetcher = Fetcher(AddressGuard(EVERYWHERE if trusted else ()), HostPatterns([target.host]), terms)
    try:
        return (await fetcher.get(target.url)).blob.read()
    except SourceNotAllowed:
        why = "It is redirected to another host; name that." if trusted else "It is on a network that is not public."
        raise SourceNotAllowed(why) from None
    finally:
        await fetcher.close()
