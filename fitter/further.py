"""An operation's further pictures: what is wrong with one is the operation's error, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fitter.errors import BadArgument, FitterError, by_code


@contextmanager
def further(operation: str, key: str) -> Iterator[None]:
    """Loading or opening the picture of that key for that operation.

    Raises:
        BadArgument: it is not there, not allowed, too large, no picture or broken: the argument is wrong.
        FitterError: of the same kind, for what is not the client's fault.
    """
    try:
        yield
    except FitterError as error:
        detail = f"{operation}: the picture {key[:200]!r} cannot be used: {error.detail}"
        if error.status < 500:
            raise BadArgument(detail) from None
        # A new one: callers that share a load share its error.
        named = by_code(error.code, detail)
        named.retry_after = error.retry_after
        raise named from None
