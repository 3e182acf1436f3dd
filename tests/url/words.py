"""The operations that tests read URLs with: all of fitter's own, and stand-ins for filters that are not there yet."""

from __future__ import annotations

from typing import ClassVar

from fitter import Segment, resolve
from fitter.url.grammar import Grammar
from fitter.url.rules import Rules
from fitter.url.vocabulary import Vocabulary, filter_name

OPERATIONS = resolve.operations([])

FOREIGN = (
    *("fill", "round_corner"),
    *("some_filter", "my_string_filter", "a", "b", "f", "label", "aaa", "image"),
)
"""Filters in other people's URLs, as far as they are not fitter's own by now."""


def call(word: str) -> type[Segment]:
    """An operation of that name which takes whatever comes."""

    class Call(Segment):
        name: ClassVar[str] = word

        arguments: tuple[str, ...] = ()

    return Call


KNOWN = {name for one in OPERATIONS for name in (one.name, filter_name(one))}
GRAMMAR = Grammar(Vocabulary(OPERATIONS))
FOREIGN_WORDS = Vocabulary([*OPERATIONS, *(call(word) for word in FOREIGN if word not in KNOWN)])
FOREIGN_GRAMMAR = Grammar(FOREIGN_WORDS)
MIGRANTS_GRAMMAR = Grammar(FOREIGN_WORDS, Rules(ignore_filters=True, only_thumbor=True))
"""With the settings for those who come from thumbor."""
