"""Sources that nobody gets: taken off by name, whatever lies under it and whatever is kept of it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote

from fitter.errors import FitterError, SourceNotAllowed
from fitter.fetch.target import Target
from fitter.further import further
from fitter.url.plan import Plan


class Blocked:
    """The keys that are blocked: texts in which ``*`` stands for any other text."""

    def __init__(self, patterns: Iterable[str] = ()) -> None:
        self._known = [one.split("*") for pattern in patterns for one in {_plain(pattern), _plain(_url(pattern))}]

    def __call__(self, plan: Plan, instead: str | None = None) -> None:
        """Look at all the sources of a plan, and at the one that may be taken instead of the main one.

        Raises:
            SourceNotAllowed: the source is blocked.
            BadArgument: a further picture is, or the one to be taken instead.
        """
        if not self._known:
            return
        self._check(plan.source)
        for key, operation in plan.further.items():
            with further(operation, key):
                self._check(key)
        if instead is not None:
            with further("fallback", instead):
                self._check(instead)

    def _check(self, key: str) -> None:
        url = _url(key)
        spellings = {_plain(key), _plain(unquote(key)), _plain(url), _plain(unquote(url))}  # a web server decodes too
        if any(_fits(parts, one) for parts in self._known for one in spellings):
            raise SourceNotAllowed("This source is not given away.")


def _url(key: str) -> str:
    """A URL in its one spelling; any other key as it is, and a URL that is malformed, which no loader would fetch."""
    try:
        return Target.parse(key).url
    except FitterError:
        return key


def _plain(key: str) -> str:
    return key.lstrip("/").casefold()  # a loader may not count slashes in front


def _fits(parts: list[str], text: str) -> bool:
    """Whether the text has these parts, in this order, with anything between them."""
    if len(parts) == 1:
        return text == parts[0]
    first, *between, last = parts
    if not text.startswith(first):
        return False
    at = len(first)
    for part in between:  # a regular expression could be slow on a long key
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return text.endswith(last) and at + len(last) <= len(text)
