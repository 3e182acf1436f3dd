"""What stands before a path: where a fitter is reached."""

from __future__ import annotations

import re

PATTERN = r"^https?://(\[[0-9A-Fa-f:.]+\]|[!$-.0-;=@-Z_a-z~])[!$-;=@-Z_a-z~]*$"
"""A URL without a query, for a path is put behind it."""
NOUN = "a URL such as https://img.example.com"


def based(text: str) -> str:
    """The URL without slashes at its end; what is empty stays so.

    Raises:
        ValueError: it is no such URL.
    """
    base = text.rstrip("/")
    if text and not re.fullmatch(PATTERN, base):
        raise ValueError(f"must be {NOUN}, got {text!r}")
    return base
