"""Credentials: who may upload."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from fitter.errors import BadSignature, Expired
from fitter.url.signature import UNSIGNED, Signer, upload_purpose

_WANTED = "An upload needs Authorization: Bearer <token>, or expires= and signature= in its query."
_BEARER = re.compile(r"bearer +(.+?) *", re.IGNORECASE)
_TIME = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Tokens and signatures, compared in constant time."""

    signer: Signer
    tokens: Sequence[str] = field(default=(), repr=False)
    everybody: bool = False

    def check(self, method: str, path: str, query: str, headers: Mapping[str, str]) -> None:
        """Whether a request may be done.

        Args:
            method: what is to be done.
            path: where, as it was sent, without the leading slash.
            query: what stands behind the question mark, as it was sent.
            headers: the request's.

        Raises:
            BadSignature: it may not.
            Expired: it might have been.
        """
        if self.everybody:
            return
        given = headers.get("Authorization")
        if given is not None:
            self._check_token(given)
            return
        said = dict(parse_qsl(query[:1000]))
        expires, signature = said.get("expires", ""), said.get("signature", "")
        # The word for unsigned URLs is no signature here, whatever is allowed for pictures.
        if not _TIME.fullmatch(expires) or signature in ("", UNSIGNED) or "/" in signature:
            raise BadSignature(_WANTED)
        self.signer.verify(f"{signature}/{path}", upload_purpose(method, int(expires)))
        if int(expires) <= time.time():
            raise Expired("The signature of this upload has expired; ask for a new one.")

    def _check_token(self, given: str) -> None:
        match = _BEARER.fullmatch(given)
        sent = _digest(match[1] if match else "")
        if not any([hmac.compare_digest(sent, _digest(token)) for token in self.tokens]):  # noqa: C419  all, always
            raise BadSignature("This is none of the tokens of upload.tokens.")


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()  # so that lengths do not show
