"""Canonical: the address that search engines shall know a picture's source by."""

from __future__ import annotations

from urllib.parse import quote

_PLACE = "{source}"
_URL = ":/?#[]@!$&'()*+,;=%~"


def link(template: str, source: str) -> str:
    """The value of Link: the template with the source's key in its place, encoded as a path, or as the URL it is."""
    key = quote(source, safe=_URL if template == _PLACE else "/~")
    return f'<{template.replace(_PLACE, key)}>; rel="canonical"'
