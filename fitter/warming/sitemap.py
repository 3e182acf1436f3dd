"""Sitemaps: the images that the pages of a site show, and the pictures among its pages."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

MOST = 52_428_800
"""Bytes of a sitemap at most, unpacked, as the protocol has it."""

_IMAGE = re.compile(r"\.(avif|gif|heic|heif|jfif|jpe?g|jxl|png|svg|tiff?|webp)$", re.IGNORECASE)
_GZIP = b"\x1f\x8b"


class NoSitemap(ValueError):
    """What was read is none; the text says why."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The images of one sitemap, each once, and further sitemaps that it names."""

    images: tuple[str, ...]
    further: tuple[str, ...]

    @classmethod
    def read(cls, content: bytes) -> Sitemap:
        """Read it, packed or not; entities and outside documents are refused.

        Raises:
            NoSitemap: it is none, or larger than one may be.
        """
        try:
            root: Element = fromstring(_unpacked(content), forbid_dtd=True)
        except ParseError as error:
            raise NoSitemap(f"is no XML: {error}") from None
        except DefusedXmlException:
            raise NoSitemap("has a document type, which no sitemap needs") from None
        if _name(root) == "sitemapindex":
            return cls((), tuple(dict.fromkeys(_texts(root, "sitemap"))))
        if _name(root) != "urlset":
            raise NoSitemap(f"is no sitemap: its root is {_name(root)!r}, and must be 'urlset' or 'sitemapindex'")
        pages = [one for one in _texts(root, "url") if _IMAGE.search(one.partition("?")[0])]
        return cls(tuple(dict.fromkeys([*_texts(root, "image"), *pages])), ())


def looks_like_xml(content: bytes) -> bool:
    """Whether it is no plain list."""
    return content.startswith(_GZIP) or content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def _unpacked(content: bytes) -> bytes:
    if content.startswith(_GZIP):
        try:
            with gzip.open(io.BytesIO(content)) as file:
                content = file.read(MOST + 1)
        except (OSError, EOFError, zlib.error):
            raise NoSitemap("is broken: it cannot be unpacked") from None
    if len(content) > MOST:
        raise NoSitemap(f"is larger than {MOST} bytes")
    return content


def _texts(root: Element, parent: str) -> list[str]:
    """What stands in the <loc> of each such element; which namespace it is in does not matter."""
    found = [one for element in root.iter() if _name(element) == parent for one in element if _name(one) == "loc"]
    return [text for one in found if (text := (one.text or "").strip())]


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
