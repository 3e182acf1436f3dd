"""Verify: a signed path becomes the path that was signed."""

from __future__ import annotations

from fitter.url.signature import Signer


def verify(signer: Signer, signed: str) -> str:
    """The characters that the signature covers, which are the ones that are parsed next.

    Raises:
        BadSignature: the signature does not belong to the path.
    """
    return signer.verify(signed)
