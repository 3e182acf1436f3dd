"""Sitemaps as they are found, and what only looks like one."""

from __future__ import annotations

import gzip
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from fitter.problems import ConfigError
from fitter.warming import listed, sitemap
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


class Web(BaseHTTPRequestHandler):
    """Sitemaps that lead elsewhere."""

    def do_GET(self) -> None:
        port = self.server.server_address[1]
        elsewhere, named = f"http://localhost:{port}/map.xml", self.path[1:]
        named = {"own": f"http://127.0.0.1:{port}/map.xml", "private": elsewhere, "relative": "map.xml"}.get(named, "")
        self.send_response(302 if self.path == "/moved" else 200)
        self.send_header("Location", elsewhere)
        self.end_headers()
        body = f"<sitemapindex><sitemap><loc>{named}</loc></sitemap></sitemapindex>".encode() if named else IMAGES
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_where_they_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Web) as web:
        threading.Thread(target=web.serve_forever, args=(0.01,), daemon=True).start()
        base = f"http://127.0.0.1:{web.server_port}"
        assert len(listed.sources(f"{base}/own")) == 3
        rows = {
            f"{base}/private": "It is on a network that is not public.",
            f"{base}/moved": "It is redirected to another host; name that.",
            f"{base}/relative": "names 'map.xml', which must be an address",
            "http://[": "The host of the source is malformed",
            "http://a@b/": "must not hold a user name",
        }
        for place, words in rows.items():
            with pytest.raises(ConfigError, match=re.escape(words)):
                listed.sources(place)
        monkeypatch.setattr(listed, "_MOST_SITEMAPS", 1)
        with pytest.raises(ConfigError, match="names more than 1 sitemaps"):
            listed.sources(f"{base}/own")
        web.shutdown()


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
