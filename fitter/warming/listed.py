"""Lists of what is wanted: files, standard input, sitemaps here or on the web."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

from fitter.problems import ConfigError
from fitter.warming.sitemap import NoSitemap, Sitemap, looks_like_xml
from fitter.warming.web import fetch, is_address

_MOST_SITEMAPS = 1000


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
            if not is_address(further):
                raise ConfigError([f"{where} names {further!r}, which must be an address such as https://..."])
            if further not in seen:
                if len(seen) >= _MOST_SITEMAPS:
                    raise ConfigError([f"{place} names more than {_MOST_SITEMAPS} sitemaps"])
                seen.add(further)
                waiting.append((further, fetch(further, place if is_address(place) else "")))


def _key(url: str, prefix: str) -> str:
    return unquote(url.removeprefix(prefix)) if prefix and url.startswith(prefix) else url


def _content(place: str) -> bytes:
    if is_address(place):
        return fetch(place)
    try:
        return sys.stdin.buffer.read() if place == "-" else Path(place).read_bytes()
    except OSError as error:
        raise ConfigError([f"{place} cannot be read: {error.strerror}"]) from None


def _lines(content: bytes, place: str) -> list[str]:
    try:
        stripped = [line.strip() for line in content.decode("utf-8-sig").splitlines()]
    except UnicodeDecodeError:
        raise ConfigError([f"{place} is no text in UTF-8"]) from None
    return [line for line in stripped if line and not line.startswith("#")]
