"""Signed paths: HMAC over the path as it is sent, in URL-safe base64."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field

from fitter.errors import BadSignature

UNSIGNED = "unsafe"
"""What stands in the signature's place where unsigned URLs are allowed."""


PURGE = "purge "
"""What is signed before the path to purge it: whoever has the URL of a picture has no right to that. The blank cannot
stand in a path, so no path of a picture begins like this."""


def upload_purpose(method: str, expires: int) -> str:
    """What is signed before the path of an upload: ``PUT 1767225600 upload/holiday/beach.jpg``.

    Args:
        method: POST, PUT or DELETE.
        expires: until when the signature is good, in seconds since the epoch.
    """
    return f"{method} {expires} "


@dataclass(frozen=True, slots=True)
class Key:
    """A secret, and the form of the signatures made with it.

    Without a length, SHA-256 signatures are 43 characters without padding, and SHA-1 ones are thumbor's 28 with ``=``.
    With a length, the padded text is cut to it, as imagor does.
    """

    secret: bytes = field(repr=False)
    algorithm: str = "sha256"
    length: int | None = None

    def sign(self, path: bytes) -> bytes:
        """The signature of a path without its leading slash."""
        digest = hmac.new(self.secret, path, getattr(hashlib, self.algorithm)).digest()
        text = base64.urlsafe_b64encode(digest)
        if self.length is not None:
            return text[: self.length]
        return text if self.algorithm == "sha1" else text.rstrip(b"=")


class Signer:
    """Signs with the first key and accepts all of them, so that keys can be rotated."""

    def __init__(self, keys: Sequence[Key], *, allow_unsigned: bool = False) -> None:
        self._keys = tuple(keys)
        self._allow_unsigned = allow_unsigned

    def sign(self, path: str, purpose: str = "") -> str:
        """``/<signature>/<path>`` for a percent-encoded path, or ``/unsafe/<path>`` where there is no key."""
        path = path.removeprefix("/")
        signature = self.mark(purpose + path)
        return f"/{signature}/{path}"

    def mark(self, text: str) -> str:
        """The signature of a text, where it does not stand in a path."""
        return self._keys[0].sign(_as_sent(text)).decode() if self._keys else UNSIGNED

    def vouches(self, mark: str, text: str) -> bool:
        """Whether a signature is one of this text, or none is needed and it says so."""
        if mark == UNSIGNED:
            return self._allow_unsigned
        # Bytes of equal spelling only: decoding base64 first would accept several texts for one signature.
        given, sent = _as_sent(mark), _as_sent(text)
        return any([hmac.compare_digest(given, key.sign(sent)) for key in self._keys])  # noqa: C419  same time for every key

    def verify(self, target: str, purpose: str = "") -> str:
        """The path behind the signature, the very characters that were verified.

        A signature for one purpose is none for another.

        Raises:
            BadSignature: none, or not one of this path's.
        """
        signature, slash, path = target.removeprefix("/").partition("/")
        if not slash:
            raise BadSignature("The URL has no signature. It has the form /<signature>/<operations>/<source>.")
        if signature == UNSIGNED:
            if self._allow_unsigned:
                return path
            raise BadSignature("Unsigned URLs are switched off here; security.allow_unsigned switches them on.")
        if not self.vouches(signature, purpose + path):
            how = f"{purpose!r} and then the path" if purpose else "the path"
            raise BadSignature(f"The signature does not belong to this path. Sign {how} exactly as it is sent.")
        return path


def _as_sent(text: str) -> bytes:
    try:
        return text.encode("latin-1")  # one character is one byte of the request line
    except UnicodeEncodeError:
        raise BadSignature("A path is signed percent-encoded.") from None
