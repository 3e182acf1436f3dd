"""Sitemaps as they are found, and what only looks like one."""

from __future__ import annotations

import gzip

import pytest

from fitter.warming import sitemap
from fitter.warming.sitemap import NoSitemap, Sitemap, looks_like_xml

IMAGES = b"""\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url><loc>https://www.example.com/</loc>
    <image:image><image:loc> https://www.example.com/a.jpg?x=1&amp;y=2 </image:loc></image:image>
    <image:image><image:loc>https://www.example.com/b</image:loc></image:image></url>
  <url><loc>https://www.example.com/C%20D.WebP?v=3</loc></url>
  <url><loc>https://www.example.com/b</loc></url>
  <url><image:image><image:loc>https://www.example.com/b</image:loc></image:image></url>
</urlset>"""
INDEX = b"""<sitemapindex><sitemap><loc>https://x/1.xml</loc></sitemap><sitemap><loc>https://x/1.xml</loc></sitemap>
<sitemap><loc>https://x/2.xml.gz</loc><lastmod>2025-01-01</lastmod></sitemap></sitemapindex>"""


def wrong(content: bytes) -> str:
    try:
        return str(Sitemap.read(content))
    except NoSitemap as error:
        return str(error)


def test_what_stands_in_it() -> None:
    wanted = (
        "https://www.example.com/a.jpg?x=1&y=2",
        "https://www.example.com/b",
        "https://www.example.com/C%20D.WebP?v=3",
    )
    assert Sitemap.read(IMAGES) == Sitemap.read(gzip.compress(IMAGES)) == Sitemap(wanted, ())
    assert Sitemap.read(INDEX) == Sitemap((), ("https://x/1.xml", "https://x/2.xml.gz"))
    assert [looks_like_xml(one) for one in (IMAGES, gzip.compress(b""), b" \n<urlset/>", b"a.jpg\n", b"")] == [
        *([True] * 3),
        *([False] * 2),
    ]


def test_what_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST", 1000)
    bomb = b"<!DOCTYPE urlset [<!ENTITY a 'aaa'><!ENTITY b '&a;&a;'>]><urlset><url><loc>&b;.jpg</loc></url></urlset>"
    outside = b'<!DOCTYPE urlset [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>&a;</loc></url></urlset>'
    rows = [
        (b"<urlset>", "is no XML"),
        (b"<html/>", "its root is 'html', and must be 'urlset' or 'sitemapindex'"),
        (bomb, "has a document type"),
        (outside, "has a document type"),
        (b"\x1f\x8bno", "cannot be unpacked"),
        (gzip.compress(IMAGES)[:-20], "cannot be unpacked"),
        (gzip.compress(b"<urlset>" + b" " * 1000), "is larger than 1000 bytes"),
    ]
    assert [(content[:50], wrong(content)) for content, words in rows if words not in wrong(content)] == []
