"""Segments, one after the other, become operations."""

from __future__ import annotations

import re
from typing import Any

from fitter.errors import BadArgument, BadPath, UnknownOperation
from fitter.protocols import Operation
from fitter.segment import Segment
from fitter.url import thumbor
from fitter.url.encoding import decode_arguments
from fitter.url.plan import MOST_SOURCES, Plan
from fitter.url.vocabulary import PLACE_WORDS, RESERVED, SIZE_WORDS, Vocabulary

_SIZE = re.compile(r"(-?)([0-9]*|orig)x(-?)([0-9]*|orig)")
_BOX = re.compile(r"([0-9]+)x([0-9]+):([0-9]+)x([0-9]+)")
_CALL = re.compile(r"([A-Za-z][A-Za-z0-9_-]*):(.*)", re.DOTALL)
FILTERS = "filters:"
"""How the segment begins that holds thumbor's filters."""
_FILTER_WORDS = {"stretch": "stretch", "upscale": "upscale", "no_upscale": "no-upscale"}
_MOST_OPERATIONS = 64


class Reading:
    """The operations that were read so far, and what was said of the size before or after them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._operations: list[Operation] = []
        self._size_at: int | None = None  # where the size stands that alignments belong to
        self._next: dict[str, Any] = {}  # what was said of the size to come

    def plan(self, source: str) -> Plan:
        """All of them, and the source that came behind."""
        if self._next:
            self._add_size()
        plan = Plan(tuple(self._operations), source)
        if len(plan.sources) > MOST_SOURCES:
            raise BadPath(f"The operations need more than {MOST_SOURCES - 1} further pictures.")
        return plan

    def take(self, segment: str) -> bool:
        """Read one segment; False: it is no operation, the source starts here."""
        if segment in SIZE_WORDS:
            self._say_next(segment)
        elif segment in PLACE_WORDS:
            self._say_last(segment)
        elif size := _SIZE.fullmatch(segment):
            self._take_size(*size.groups())
        elif box := _BOX.fullmatch(segment):
            edges = dict(zip(("left", "top", "right", "bottom"), box.groups(), strict=True))
            self._append(self._operation("manual-crop").build(**edges))
        elif segment.startswith(FILTERS):
            self._take_filters(segment.removeprefix(FILTERS))
        elif segment in RESERVED:
            raise UnknownOperation(f"{segment}: {RESERVED[segment]}. For a key that starts so, put /-/ before it.")
        else:
            return self._take_operation(segment)
        return True

    def _take_operation(self, segment: str) -> bool:
        call = _CALL.fullmatch(segment)
        name, arguments = (call[1], call[2]) if call else (segment, "")
        operation = self._vocabulary.word(name)
        if operation is None:
            if call is None or name == "b64":
                return False
            if name in SIZE_WORDS or name in PLACE_WORDS:
                raise BadArgument(f"{name}: takes no arguments, got {arguments[:60]!r}.")
            raise self._vocabulary.unknown(name)
        parts = decode_arguments(arguments.split(operation.separator)) if arguments else []
        try:
            self._append(operation.parse(parts))
        except BadArgument as error:
            # A bare word may be meant as a folder.
            raise error if call else BadArgument(error.detail + _HINT) from None
        return True

    def _take_filters(self, text: str) -> None:
        for name, arguments in thumbor.split_calls(text):
            if name in _FILTER_WORDS:
                self._say_filter(_FILTER_WORDS[name], arguments)
            else:
                self._append(self._vocabulary.filter(name).parse_filter(arguments))

    def _take_size(self, flop: str, width: str, flip: str, height: str) -> None:
        self._add_size(width=width or 0, height=height or 0)
        for word in ["flop"] * bool(flop) + ["flip"] * bool(flip):
            self._append(self._operation(word).build())

    def _add_size(self, **values: Any) -> None:
        self._append(self._operation("resize").build(**values))

    def _append(self, operation: Operation) -> None:
        if len(self._operations) == _MOST_OPERATIONS:
            raise BadPath(f"More than {_MOST_OPERATIONS} operations.")
        if self._size_at is not None:
            size = self._operations[self._size_at]
            operation = operation.after(*(_known(getattr(size, side, 0)) for side in ("width", "height")))
        self._operations.append(operation)
        if operation.name == "resize":
            self._size_at = len(self._operations) - 1
            self._apply_next()

    def _apply_next(self) -> None:
        said, self._next = self._next, {}
        for field, value in said.items():
            self._change_size(_said(field, value), field, value)

    def _say_next(self, word: str) -> None:
        field, value = SIZE_WORDS[word]
        if field in self._next:
            said = _said(field, self._next[field])
            raise BadArgument(f"{word}: the size after it is already said to be {said}.{_HINT}")
        self._next[field] = value

    def _say_last(self, word: str) -> None:
        field, value = PLACE_WORDS[word]
        if self._size_at is None:
            self._add_size()
        self._change_size(word, field, value)

    def _change_size(self, word: str, field: str, value: Any) -> None:
        assert self._size_at is not None  # noqa: S101  for the type checker: both callers see to it
        size = self._operations[self._size_at]
        if not isinstance(size, Segment):
            raise TypeError(f"the registered resize is no {Segment.__name__}")
        if field in size.model_fields_set:
            said = _said(field, getattr(size, field))
            raise BadArgument(f"{word}: the size before it already has {said}.{_HINT}")
        self._operations[self._size_at] = size.build(**size.model_dump(exclude_unset=True), **{field: value})

    def _say_filter(self, word: str, arguments: list[str]) -> None:
        if arguments:
            raise BadArgument(f"filters: {word} takes no arguments.")
        field, value = SIZE_WORDS[word]
        if self._size_at is None:
            self._next.setdefault(field, value)
        elif field not in getattr(self._operations[self._size_at], "model_fields_set", ()):
            # With fit-in, thumbor's stretch() changes nothing.
            self._change_size(word, field, value)

    def _operation(self, name: str) -> type[Segment]:
        operation = self._vocabulary.word(name)
        if operation is None:
            raise self._vocabulary.unknown(name)
        return operation


_HINT = " If it is the start of the source's key, put /-/ before it."


def _known(side: Any) -> int:
    return side if isinstance(side, int) else 0


def _said(field: str, value: Any) -> str:
    words = {meaning: word for word, meaning in (SIZE_WORDS | PLACE_WORDS).items()}
    return words.get((field, value), str(value))
