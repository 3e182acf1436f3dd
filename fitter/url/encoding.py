"""Percent-encoding: decoded exactly once, after verification; encoded in one way."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import quote, unquote_to_bytes

from fitter.errors import BadPath

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MOST_ARGUMENTS = 100
_BASE64 = re.compile(r"[A-Za-z0-9_-]+={0,2}")


def decode(text: str, what: str = "The path") -> str:
    """The text that was percent-encoded; raw bytes above 127 arrive as Latin-1 and count as UTF-8.

    Args:
        text: as it was sent.
        what: how an error speaks of it.

    Raises:
        BadPath: not UTF-8, or with control characters.
    """
    try:
        decoded = unquote_to_bytes(text.encode("latin-1")).decode("utf-8")
    except UnicodeError:
        raise BadPath(f"{what} is not UTF-8; percent-encode every byte outside ASCII.") from None
    if _CONTROL.search(decoded):
        raise BadPath(f"{what} holds control characters.")
    return decoded


def decode_arguments(name: str, parts: list[str]) -> list[str]:
    """The arguments of the operation of that name, each decoded.

    Raises:
        BadPath: as ``decode``, or so many that reading them is work.
    """
    if len(parts) > _MOST_ARGUMENTS:
        raise BadPath(f"{name[:60]}: there are more than {_MOST_ARGUMENTS} arguments.")
    return [decode(part, f"{name[:60]}: argument {at}") for at, part in enumerate(parts, 1)]


def encode(source: str) -> str:
    """The source's key as it stands in a canonical URL."""
    return quote(source, safe="/:@!$&'()*+,;=-._~")


def typed(operations: str) -> str:
    """Operations as somebody wrote them, with what must be encoded."""
    return quote(operations.strip("/"), safe="/%:,()'!$*;@-._~&+=")


def decode_base64(text: str) -> str:
    """The source's key from its base64url form, padded or not.

    Raises:
        BadPath: not base64url of UTF-8.
    """
    bare = text.rstrip("=")
    try:
        # The decoder drops characters that it does not know, so the form is checked first.
        raw = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4)) if _BASE64.fullmatch(text) else b""
        decoded = raw.decode("utf-8")
    except (ValueError, binascii.Error):
        decoded = ""
    if not decoded:
        raise BadPath("The source after b64: is not base64url of UTF-8 text.")
    if _CONTROL.search(decoded):
        raise BadPath("The source after b64: holds control characters.")
    return decoded
