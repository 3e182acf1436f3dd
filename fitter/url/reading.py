"""Segments, one after the other, become operations."""

from __future__ import annotations

import re
from typing import Any

from fitter.errors import BadArgument, BadPath, UnknownOperation
from fitter.focus import Focal
from fitter.protocols import Operation
from fitter.segment import Segment
from fitter.url import placing, thumbor
from fitter.url.encoding import decode_arguments
from fitter.url.plan import MOST_SOURCES, Plan
from fitter.url.rules import Rules
from fitter.url.segments import FILTERS, split
from fitter.url.vocabulary import (
    HINT,
    PLACE_CALLS,
    PLACE_FILTERS,
    PLACE_WORDS,
    PRESET,
    SIZE_WORDS,
    Vocabulary,
)

_SIZE = re.compile(r"(-?)([0-9]*|orig)x(-?)([0-9]*|orig)")
_BOX = re.compile(r"([0-9]+)x([0-9]+):([0-9]+)x([0-9]+)")
_CALL = re.compile(r"([A-Za-z][A-Za-z0-9_-]*):(.*)", re.DOTALL)
_FILTER_WORDS = {"stretch": "stretch", "upscale": "upscale", "no_upscale": "no-upscale"}
_MOST_OPERATIONS = 64
_MOST_IGNORED = 20  # that are told of
_MOST_FOCALS = 16


class Reading:
    """The operations that were read so far, and what was said of the size before or after them."""

    def __init__(self, vocabulary: Vocabulary, rules: Rules) -> None:
        self._vocabulary, self._rules = vocabulary, rules
        self._operations: list[Operation] = []
        self._size_at: int | None = None  # where the size stands that alignments belong to
        self._first = 0  # how many filters run before everything else
        self._next: dict[str, Any] = {}  # what was said of the size to come
        self._next_of_source: list[Focal] = []  # places that it is to keep, in the source's coordinates
        self.extracts = False
        """Whether the source may be a URL like this one, whose crop is a place to keep."""
        self._presets: list[str] = []  # those that are being read, each used by the one before
        self._ignored: list[str] = []  # filters that were left out

    def plan(self, source: str) -> Plan:
        """All of them, and the source that came behind."""
        if self._next or self._next_of_source:
            self._add_size()
        self._check_alone()
        plan = Plan(tuple(self._operations), source, tuple(self._ignored))
        if len(plan.sources) > MOST_SOURCES:
            raise BadPath(f"The operations need more than {MOST_SOURCES - 1} further pictures.")
        return plan

    def _check_alone(self) -> None:
        names = [one.name for one in self._operations if one.in_key]
        alone = next((one.name for one in self._operations if one.alone), None)
        if alone and len(names) > 1:
            other = next((name for name in names if name != alone), alone)
            raise BadArgument(f"{alone}: no operation may stand beside it that changes the picture, got {other}.")

    def take(self, segment: str) -> bool:
        """Read one segment; False: it is no operation, the source starts here."""
        if segment in SIZE_WORDS:
            self._check_name("resize")
            self._say_next(segment, *SIZE_WORDS[segment])
        elif segment in PLACE_WORDS:
            self._check_name("resize")
            self._say_last(segment)
        elif size := _SIZE.fullmatch(segment):
            self._take_size(*size.groups())
        elif box := _BOX.fullmatch(segment):
            edges = dict(zip(("left", "top", "right", "bottom"), box.groups(), strict=True))
            self._ask(self._operation("manual-crop").build(**edges))
        elif segment.startswith(FILTERS):
            self._take_filters(segment.removeprefix(FILTERS))
        elif segment.startswith(f"{PRESET}:"):
            self._take_presets(decode_arguments(segment.removeprefix(f"{PRESET}:").split(",")))
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
            if self.extracts and arguments.isdigit():
                return False  # the host and port of a URL as source
            if name in PLACE_CALLS:
                self._check_name("resize")
                self._say_place(name, decode_arguments(arguments.split(",")))
                return True
            if name in SIZE_WORDS or name in PLACE_WORDS:
                raise BadArgument(f"{name}: takes no arguments, got {arguments[:60]!r}.")
            raise self._vocabulary.unknown(name)
        parts = decode_arguments(arguments.split(operation.separator)) if arguments else []
        try:
            self._ask(operation.parse(parts))
        except BadArgument as error:
            # A bare word may be meant as a folder.
            raise error if call else BadArgument(error.detail + HINT) from None
        return True

    def _take_presets(self, names: list[str]) -> None:
        for name in names:
            text = self._rules.preset(name)
            if name in self._presets:
                raise BadArgument(f"{PRESET}: {' uses '.join([*self._presets, name])}, without end.")
            self._presets.append(name)
            for segment in split(text):
                if not self.take(segment):
                    raise self._vocabulary.unknown(segment)
            self._presets.pop()

    def _take_filters(self, text: str) -> None:
        for name, arguments in thumbor.split_calls(text):
            if name == PRESET:
                self._take_presets(arguments or [""])
                continue
            try:
                self._take_filter(name, arguments)
            except (UnknownOperation, BadArgument):
                if not self._rules.ignore_filters or self._presets:
                    raise
                self._ignored = [*self._ignored, name[:60]][:_MOST_IGNORED]

    def _take_filter(self, name: str, arguments: list[str]) -> None:
        if name in _FILTER_WORDS:
            self._check_name("resize")
            self._say_filter(_FILTER_WORDS[name], arguments)
        elif name in PLACE_FILTERS:
            self._check_name("resize")
            self._say_place_filter(name, arguments)
        else:
            kind = self._vocabulary.filter(name)
            self._ask(kind.parse_filter(arguments), first=kind.first)

    def _take_size(self, flop: str, width: str, flip: str, height: str) -> None:
        self._ask(self._operation("resize").build(width=width or 0, height=height or 0))
        for word in ["flop"] * bool(flop) + ["flip"] * bool(flip):
            self._ask(self._operation(word).build())

    def _add_size(self) -> None:
        self._append(self._operation("resize").build())

    def _check_name(self, name: str) -> None:
        if not self._presets:
            self._rules.check_name(name)

    def _ask(self, operation: Segment, *, first: bool = False) -> None:
        if not self._presets:  # those are the operator's own
            self._rules.check(operation)
        (self._put_first if first else self._append)(self._rules.cut_down(operation))

    def _append(self, operation: Operation) -> None:
        self._check_room()
        if self._size_at is not None:
            size = self._operations[self._size_at]
            width, height = (_known(getattr(size, side, 0)) for side in ("width", "height"))
            operation = operation.after(width, height, str(getattr(size, "fit", "")).startswith("adaptive"))
        self._operations.append(operation)
        if operation.name == "resize":
            self._size_at = len(self._operations) - 1
            self._apply_next()

    def _put_first(self, operation: Operation) -> None:
        self._check_room()
        self._operations.insert(self._first, operation)
        self._first += 1
        self._size_at = None if self._size_at is None else self._size_at + 1

    def _check_room(self) -> None:
        if len(self._operations) == _MOST_OPERATIONS:
            raise BadPath(f"More than {_MOST_OPERATIONS} operations.")

    def _apply_next(self) -> None:
        said, self._next = self._next, {}
        for field, value in said.items():
            self._change_size(_said(field, value), field, value)
        places, self._next_of_source = self._next_of_source, []
        for place in places:
            self.keep_of_source(place)

    def _say_next(self, word: str, field: str, value: Any) -> None:
        if field == "focal":
            value = _joined(self._next.get(field, ()), value)
        elif field in self._next:
            said = _said(field, self._next[field])
            raise BadArgument(f"{word}: the size after it is already said to be {said}.{HINT}")
        self._next[field] = value

    def _say_last(self, word: str) -> None:
        field, value = PLACE_WORDS[word]
        if self._size_at is None:
            self._add_size()
        self._change_size(word, field, value)

    def _say_place(self, word: str, arguments: list[str]) -> None:
        for field, value in placing.said(word, arguments).items():
            if self._size_at is None:
                self._say_next(word, field, value)
            else:
                self._change_size(word, field, value)

    def _say_place_filter(self, word: str, arguments: list[str]) -> None:
        if word == "focal":
            self.keep_of_source(placing.focal_filter(arguments))
        else:
            _no_arguments(word, arguments)
            self.extracts = True

    def keep_of_source(self, place: Focal | None) -> None:
        """A place that the size before or after it keeps, in the source's coordinates, as thumbor's are."""
        if place is None:
            return
        if self._size_at is None:
            self._next_of_source.append(place)
        else:
            self._change_size("focal", "focal", (place.shifted(*self._cut_off(self._size_at)),))

    def _cut_off(self, end: int) -> tuple[int, int]:
        """What the crops in front of a size take away at the left and at the top."""
        crops: list[Any] = [one for one in self._operations[:end] if one.name == "manual-crop"]
        cuts = [(one.left, one.top) for one in crops if one.left < one.right and one.top < one.bottom]
        return sum(left for left, _ in cuts), sum(top for _, top in cuts)

    def _change_size(self, word: str, field: str, value: Any) -> None:
        assert self._size_at is not None  # noqa: S101  for the type checker: both callers see to it
        size = self._operations[self._size_at]
        if not isinstance(size, Segment):
            raise TypeError(f"the registered resize is no {Segment.__name__}")
        if field == "focal":
            value = _joined(getattr(size, field), value)
        elif field in size.model_fields_set:
            said = _said(field, getattr(size, field))
            raise BadArgument(f"{word}: the size before it already has {said}.{HINT}")
        self._operations[self._size_at] = size.build(**{**size.model_dump(exclude_unset=True), field: value})

    def _say_filter(self, word: str, arguments: list[str]) -> None:
        _no_arguments(word, arguments)
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


def _known(side: Any) -> int:
    return side if isinstance(side, int) else 0


def _no_arguments(word: str, arguments: list[str]) -> None:
    if arguments:
        raise BadArgument(f"filters: {word} takes no arguments.")


def _joined(places: tuple[Focal, ...], more: tuple[Focal, ...]) -> tuple[Focal, ...]:
    if len(places) + len(more) > _MOST_FOCALS:
        raise BadArgument(f"focal: a size keeps at most {_MOST_FOCALS} places.")
    return places + more


def _said(field: str, value: Any) -> str:
    words = {meaning: word for word, meaning in (SIZE_WORDS | PLACE_WORDS).items()}
    return words.get((field, value), str(value))
