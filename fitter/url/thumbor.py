"""The ``filters:`` spelling: ``name(argument,argument):name()``."""

from __future__ import annotations

import re

from fitter.errors import BadArgument, BadPath
from fitter.url.encoding import decode_arguments

_CALL = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*)\((.*)\)", re.DOTALL)


def segment_end(path: str, start: int) -> int:
    """Where the ``filters:`` segment that starts there ends: at the first slash outside all parentheses.

    A whole URL with filters of its own may so stand inside a call.

    Raises:
        BadPath: a parenthesis is not closed.
    """
    depth = 0
    for at in range(start, len(path)):
        character = path[at]
        if character == "(":
            depth += 1
        elif character == ")" and depth:
            depth -= 1
        elif character == "/" and not depth:
            return at
    if depth:
        raise BadPath("filters: a parenthesis is not closed; write one that is part of an argument as %28 or %29.")
    return len(path)


def split_calls(text: str) -> list[str]:
    """``"blur(2):fill(red,true)"`` as ``["blur(2)", "fill(red,true)"]``."""
    return _split(text, ":")


def read_call(text: str) -> tuple[str, list[str]]:
    """``"fill(red,true)"`` as ``("fill", ["red", "true"])``, the arguments decoded.

    Raises:
        BadArgument: it is no call.
    """
    match = _CALL.fullmatch(text)
    if match is None or not _balanced(match[2]):
        raise BadArgument(f"filters: {text[:60]!r} is no call; write filters:name(arguments):name().")
    return match[1], split_arguments(match[1], match[2])


def split_arguments(name: str, text: str) -> list[str]:
    """The arguments of a call, at commas outside parentheses and single quotes, blanks trimmed, decoded."""
    if not text.strip():
        return []
    return [_unquoted(argument.strip()) for argument in decode_arguments(name, _split(text, ","))]


def _split(text: str, mark: str) -> list[str]:
    parts, start, depth, quoted, blank = [], 0, 0, False, True
    for at, character in enumerate(text):
        if quoted:
            quoted = character != "'"
        elif character == "'" and blank and mark == ",":
            quoted = True
        elif character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif character == mark and not depth:
            parts.append(text[start:at])
            start, blank = at + 1, True
            continue
        blank = blank and character.isspace()
    if quoted:
        # A lone quote is a character like any other.
        return text.split(mark)
    return [*parts, text[start:]]


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) >= 2 and text[0] == text[-1] == "'" else text


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0
