"""From operations and a source to a signed path: the way in reverse."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from fitter.errors import BadArgument
from fitter.protocols import Operation
from fitter.url.encoding import encode, typed
from fitter.url.grammar import Grammar
from fitter.url.order import in_order
from fitter.url.plan import Plan
from fitter.url.segments import FILTERS, split
from fitter.url.signature import Signer
from fitter.url.vocabulary import PRESET


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
    _check_sizes(read)
    return signer.sign(_path(grammar, operations, read, source), purpose)


def _path(grammar: Grammar, operations: str, read: tuple[Operation, ...], source: str) -> str:
    if grammar.rules.only_thumbor:  # which does not read the canonical spelling
        return _as_typed(operations, source)
    if not names_preset(operations):
        return grammar.write(Plan(read, source))
    # What a preset stands for may change, and the URL with it: it stays as it is written.
    return f"{typed(operations)}/{grammar.write(Plan((), source))}"


def _check_sizes(operations: Iterable[Operation]) -> None:
    """Whoever writes how a size fits means to write a size too; a server reads the word alone as nothing."""
    for fit in (getattr(one, "fit", "") for one in operations if not (_side(one, "width") or _side(one, "height"))):
        if "fit-in" in fit:
            raise BadArgument(f"{fit}: needs a size behind it, such as {fit}/300x200.")


def _side(operation: Operation, name: str) -> object:
    return getattr(operation, name, None)


def _as_typed(operations: str, source: str) -> str:
    """For a grammar of thumbor's segments: a key that looks like one of them has its slashes encoded."""
    before = [typed(operations)] if operations.strip("/") else []
    path = "/".join([*before, encode(source)])
    read = not source.startswith("/") and in_order(path)[1] == encode(source)
    return path if read else "/".join([*before, quote(source, safe="")])


def names_preset(operations: str) -> bool:
    """Whether a preset is among them."""
    return any(segment.startswith((f"{PRESET}:", FILTERS)) and PRESET in segment for segment in split(operations))
