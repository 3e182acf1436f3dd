r"""Text as it stands in a URL, where a line break is written \n: control characters are refused in paths."""

from __future__ import annotations

import base64
import re
from typing import Annotated

from pydantic import BeforeValidator, Field

from fitter import Says

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_BASE64 = re.compile(r"[A-Za-z0-9_-]+={0,2}")


def _read(value: object) -> object:
    if not isinstance(value, str) or not value.startswith("b64:"):
        return value
    bare = value.removeprefix("b64:")
    if not _BASE64.fullmatch(bare):
        raise ValueError("not base64url")
    text = base64.urlsafe_b64decode(bare.rstrip("=") + "=" * (-len(bare.rstrip("=")) % 4)).decode()
    if _CONTROL.search(text) or text.startswith("b64:"):  # that would be decoded again when the canonical URL is read
        raise ValueError("not a text")
    return text.replace("\\", r"\\").replace("\n", r"\n")


Words = Annotated[
    str,
    BeforeValidator(_read),
    Field(max_length=500),
    Says(r"text, with \n for a line break, or b64: and its base64url form,"),
]
r"""Text of a URL; a backslash before another or before n is an escape, and any other is itself."""


def written(words: str) -> str:
    """The text that is meant."""
    return re.sub(r"\\([\\n])", lambda escape: "\n" if escape[1] == "n" else "\\", words)
