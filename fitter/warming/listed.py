"""Lists of what is wanted: files, standard input, sitemaps here or on the web."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fitter.errors import FitterError
from fitter.problems import ConfigError
from fitter.warming.sitemap import MOST, NoSitemap, Sitemap, looks_like_xml

_MOST_SITEMAPS = 1000
_SECONDS = 60.0  # for one sitemap


def lines(place: str) -> list[str]:
    """The lines of a file, or of standard input for ``-``; empty ones and those that begin with # are none.

    Raises:
        ConfigError: it cannot be read.
    """
    return _lines(_content(place), place)


def sources(place: str, prefix: str = "") -> list[str]:
    """The sources that a list or a sitemap names, each once.

    Args:
        place: a file, ``-``, or the URL of a sitemap. What begins with ``<``, or is packed, is a sitemap.
        prefix: what is taken off the sitemap's URLs; what remains, decoded, is the key.

    Raises:
        ConfigError: it cannot be read, or is no sitemap.
    """
    content = _content(place)
    if not looks_like_xml(content):
        return list(dict.fromkeys(_lines(content, place)))
    return list(dict.fromkeys(_key(one, prefix) for one in _images(place, content)))


def _images(place: str, content: bytes) -> Iterable[str]:
    """Of a sitemap and of those that it names. One that names no others is read where it is; others are fetched."""
    seen, waiting = {place}, [(place, content)]
    while waiting:
        where, text = waiting.pop(0)
        try:
            sitemap = Sitemap.read(text)
        except NoSitemap as error:
            raise ConfigError([f"{where} {error}"]) from None
        yield from sitemap.images
        for further in sitemap.further:
            if further not in seen and _is_url(further) and len(seen) < _MOST_SITEMAPS:
                seen.add(further)
                waiting.append((further, _content(further)))


def _key(url: str, prefix: str) -> str:
    return unquote(url.removeprefix(prefix)) if prefix and url.startswith(prefix) else url


def _content(place: str) -> bytes:
    if _is_url(place):
        return asyncio.run(_fetched(place))
    try:
        return sys.stdin.buffer.read() if place == "-" else Path(place).read_bytes()
    except OSError as error:
        raise ConfigError([f"{place} cannot be read: {error.strerror}"]) from None


async def _fetched(url: str) -> bytes:
    # Here, for whoever names no URL need not wait for libcurl. Whoever does means that address, on whatever network.
    from fitter.fetch.client import Fetcher
    from fitter.fetch.guard import AddressGuard
    from fitter.fetch.hosts import HostPatterns
    from fitter.fetch.terms import Terms

    everywhere = [ip_network("0.0.0.0/0"), ip_network("::/0")]
    hosts = HostPatterns([(urlsplit(url).hostname or "").lower()])
    terms = Terms(timeout=_SECONDS, max_bytes=MOST, origin="The web server of the sitemap")
    fetcher = Fetcher(AddressGuard(everywhere), hosts, terms)
    try:
        return (await fetcher.get(url)).blob.read()
    except FitterError as error:
        raise ConfigError([f"{url} cannot be read: {error.detail}"]) from None
    finally:
        await fetcher.close()


def _is_url(place: str) -> bool:
    return place.lower().startswith(("http://", "https://"))


def _lines(content: bytes, place: str) -> list[str]:
    try:
        stripped = [line.strip() for line in content.decode("utf-8-sig").splitlines()]
    except UnicodeDecodeError:
        raise ConfigError([f"{place} is no text in UTF-8"]) from None
    return [line for line in stripped if line and not line.startswith("#")]
