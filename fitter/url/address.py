"""From operations and a source to a signed path: the way in reverse."""

from __future__ import annotations

from fitter.url.grammar import Grammar
from fitter.url.plan import Plan
from fitter.url.signature import Signer


def address(grammar: Grammar, signer: Signer, operations: str, source: str) -> str:
    """The signed path, canonical and percent-encoded.

    Args:
        grammar: the operations that there are.
        signer: signs with its first key.
        operations: as they stand in a URL: ``fit-in/300x200/flip``; may be empty.
        source: the source's plain key, not percent-encoded.

    Raises:
        BadRequest: the operations cannot be read.
    """
    return signer.sign(grammar.write(Plan(grammar.operations(operations), source)))
