"""The query of an action: its parameters, decoded once, and one spelling of them that is signed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from fitter.errors import BadParameters, BadSignature
from fitter.url.encoding import decode
from fitter.url.signature import UNSIGNED, Signer

SIGNATURE = "sig"
"""The parameter that holds the signature of the others."""

_MOST = 100  # parameters

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """Parameters in the order in which they came, without the signature, and that."""

    pairs: Pairs
    signature: str | None = None

    @classmethod
    def read(cls, text: str) -> Query:
        """Read what stands behind the question mark; a plus is a blank, as in forms.

        Raises:
            BadPath: it is not UTF-8, or holds control characters.
            BadParameters: there are several signatures, or too many parameters.
        """
        parts = [part.partition("=") for part in text.split("&") if part]
        if len(parts) > _MOST:
            raise BadParameters(f"The query has {len(parts)} parameters; at most {_MOST} are read.")
        pairs = [(_decoded(name), _decoded(value)) for name, _, value in parts]
        marks = [value for name, value in pairs if name == SIGNATURE]
        if len(marks) > 1:
            raise BadParameters(problems=[(SIGNATURE, f"is given {len(marks)} times, and must be given once")])
        return cls(tuple(one for one in pairs if one[0] != SIGNATURE), marks[0] if marks else None)

    def text(self, action: str) -> str:
        """What is signed: ``get?format=webp&mode=flip``, sorted by name, all but letters, digits and ``-._~`` encoded.

        The order among parameters of one name stays, for it counts. With the action's name in front, a signature for
        one action is none for another; and none of a path, in which no question mark stands.
        """
        return f"{action}?{_written(sorted(self.pairs, key=lambda pair: pair[0]))}"

    def verify(self, action: str, signer: Signer) -> None:
        """Whether it may be asked for.

        Raises:
            BadSignature: there is no signature, or not one of this query.
        """
        if signer.vouches(UNSIGNED if self.signature is None else self.signature, self.text(action)):
            return
        if self.signature in (None, UNSIGNED):
            raise BadSignature(f"The query has no signature: {SIGNATURE}=<signature>. {_HOW.format(action)}")
        raise BadSignature(f"The signature does not belong to this query. {_HOW.format(action)}")


_HOW = (
    "Sign {0!r}, a question mark, and the parameters sorted by name, joined by &, percent-encoded all but "
    "A-Z a-z 0-9 - . _ ~."
)


def signed(action: str, pairs: Iterable[tuple[str, str]], signer: Signer) -> str:
    """``/get?...&sig=...`` for plain parameters."""
    query = Query(tuple(pairs))
    return f"/{action}?{_written([*query.pairs, (SIGNATURE, signer.mark(query.text(action)))])}"


def _decoded(text: str) -> str:
    return decode(text.replace("+", " "), "The query")


def _written(pairs: Iterable[tuple[str, str]]) -> str:
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
