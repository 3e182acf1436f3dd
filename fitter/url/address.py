"""From operations and a source to a signed path: the way in reverse."""

from __future__ import annotations

from urllib.parse import quote

from fitter.url.grammar import Grammar
from fitter.url.plan import Plan
from fitter.url.segments import FILTERS, split
from fitter.url.signature import Signer
from fitter.url.vocabulary import PRESET

_SAFE = "/%:,()'!$*;@-._~&+="


def address(grammar: Grammar, signer: Signer, operations: str, source: str, purpose: str = "") -> str:
    """The signed path, canonical and percent-encoded.

    Args:
        grammar: the operations that there are.
        signer: signs with its first key.
        operations: as they stand in a URL: ``fit-in/300x200/flip``; may be empty.
        source: the source's plain key, not percent-encoded.
        purpose: what the signature is for, if not for a picture: ``signature.PURGE``.

    Raises:
        BadRequest: the operations cannot be read.
        OperationNotAllowed, LimitExceeded: they can, and would be refused.
    """
    read = grammar.operations(operations)
    if not _names_preset(operations):
        return signer.sign(grammar.write(Plan(read, source)), purpose)
    # What a preset stands for may change, and the URL with it: it stays as it is written.
    return signer.sign(f"{quote(operations.strip('/'), safe=_SAFE)}/{grammar.write(Plan((), source))}")


def _names_preset(operations: str) -> bool:
    return any(segment.startswith((f"{PRESET}:", FILTERS)) and PRESET in segment for segment in split(operations))
