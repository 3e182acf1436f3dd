"""From the settings to the rules of the URL language, and all that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from fitter.errors import FitterError, UnknownOperation
from fitter.problems import Problem
from fitter.segment import Segment
from fitter.settings.config import Settings
from fitter.url.grammar import Grammar
from fitter.url.rules import Rules
from fitter.url.vocabulary import HINT, Vocabulary
from fitter.wording import nearest

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_FEW = 10
_SIZE = re.compile(r"([0-9]{0,6}|orig)x([0-9]{0,6}|orig)")


def grammar(settings: Settings) -> Grammar:
    """How paths from outside are read: with the settings' operations, presets and rules.

    Raises:
        ConfigError: a dotted path of ``operations`` names none.
    """
    vocabulary = settings.vocabulary()
    return Grammar(vocabulary, _rules(settings, vocabulary))


def problems(settings: Settings) -> Iterator[Problem]:
    """What is wrong with the presets, and with what the rules name; the operations must be there."""
    words = settings.vocabulary()
    yield from _unknown_operations(settings, words)
    yield from _bad_sizes(settings)
    yield from _bad_formats(settings, words)
    yield from _bad_arguments(settings, words)
    yield from _bad_presets(settings, words)


def _rules(settings: Settings, words: Vocabulary) -> Rules:
    security, most = settings.security, dict[str, dict[str, float]]()
    for name, value in settings.limits.arguments.items():
        operation, _, argument = name.partition(".")
        most.setdefault(operation, {})[argument] = value
    return Rules(
        presets=settings.presets,
        only_presets=security.only_presets,
        allow=None if security.operations.allow is None else frozenset(security.operations.allow),
        deny=frozenset(security.operations.deny),
        sizes=tuple(size for one in security.sizes if (size := _size(one)) is not None),
        formats=tuple(_format(words, one) for one in security.formats),
        most=most,
        ignore_filters=settings.thumbor.unknown_filters == "ignore",
        only_thumbor=settings.thumbor.segments == "thumbor",
        width=settings.limits.width,
        height=settings.limits.height,
    )


def _unknown_operations(settings: Settings, words: Vocabulary) -> Iterator[Problem]:
    given = settings.security.operations
    for name, listed in (("allow", given.allow or []), ("deny", given.deny)):
        for at, one in enumerate(listed):
            if words.word(one) is None:
                place = ("security", "operations", name, at)
                yield Problem(place, _no("operation", one, words.names), of=("operations",))


def _size(text: str) -> tuple[Any, Any] | None:
    match = _SIZE.fullmatch(text)
    return None if match is None else (_side(match[1]), _side(match[2]))


def _side(text: str) -> Any:
    return text if text == "orig" else int(text or 0)


def _bad_sizes(settings: Settings) -> Iterator[Problem]:
    for at, one in enumerate(settings.security.sizes):
        if _size(one) is None:
            yield Problem(("security", "sizes", at), f"must be a size such as 300x200, 600x or x400, got {one!r}")


def _format(words: Vocabulary, name: str) -> str:
    operation = words.word("format")
    return str(getattr(operation.parse([name]), "format", name)) if operation else name


def _bad_formats(settings: Settings, words: Vocabulary) -> Iterator[Problem]:
    for at, one in enumerate(settings.security.formats):
        try:
            _format(words, one)
        except FitterError as error:
            yield Problem(("security", "formats", at), _sentence(error))


def _bad_arguments(settings: Settings, words: Vocabulary) -> Iterator[Problem]:
    for name in settings.limits.arguments:
        operation, dot, argument = name.partition(".")
        found = words.word(operation)
        if not dot:
            why = "must be an operation and its argument, such as blur.sigma"
        elif found is None:
            why = _no("operation", operation, words.names)
        elif argument not in found.model_fields:
            why = _no(f"argument of {operation}", argument, found.model_fields)
        elif not _is_number(found, argument):
            why = f"{argument} of {operation} is no number"
        else:
            continue
        yield Problem(("limits", "arguments", name), why, of=() if found or not dot else ("operations",))


def _is_number(operation: type[Segment], argument: str) -> bool:
    return bool(_kinds(operation.model_fields[argument].annotation) & {int, float})


def _kinds(annotation: Any) -> set[Any]:
    return {annotation}.union(*map(_kinds, get_args(annotation))) if get_args(annotation) else {annotation}


def _bad_presets(settings: Settings, words: Vocabulary) -> Iterator[Problem]:
    reader = Grammar(words, Rules(presets=settings.presets))
    for name, text in settings.presets.items():
        try:
            if not text.strip("/"):
                yield Problem(("presets", name), "holds no operation")
            elif not _NAME.fullmatch(name):
                yield Problem(("presets", name), "a name has letters, digits, -, _ and dots, at most 64")
            else:
                reader.operations(f"preset:{name}")
        except UnknownOperation as error:
            yield Problem(("presets", name), _sentence(error), of=("operations", "presets"))
        except FitterError as error:
            yield Problem(("presets", name), _sentence(error))


def _no(kind: str, name: str, known: Any) -> str:
    near = nearest(name, known)
    others = f"; there is {', '.join(known)}" if len(known) <= _FEW else "; `fitter ops` prints all"
    return f"there is no {kind} {name!r}" + (f"; did you mean {near}?" if near else others)


def _sentence(error: FitterError) -> str:
    return error.detail.replace(HINT, "").removesuffix(".")
