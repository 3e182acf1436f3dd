"""Segments, one after the other, become operations."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fitter.errors import BadArgument, BadPath, OperationNotAllowed, UnknownOperation
from fitter.focus import Focal
from fitter.protocols import Operation
from fitter.segment import Segment
from fitter.url import placing, thumbor
from fitter.url.draft import Draft
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
_MOST_IGNORED = 20  # that are told of


class Reading:
    """What a path's segments say, as far as they were read."""

    def __init__(self, vocabulary: Vocabulary, rules: Rules) -> None:
        self._vocabulary, self._rules = vocabulary, rules
        self._draft = Draft(vocabulary)
        self.extracts = False
        """Whether the source may be a URL like this one, whose crop is a place to keep."""
        self._presets: list[str] = []  # those that are being read, each used by the one before
        self._ignored: list[str] = []  # filters that were left out

    def plan(self, source: str) -> Plan:
        """All of them, and the source that came behind."""
        operations = self._draft.operations()
        _check_alone(operations)
        plan = Plan(operations, source, tuple(self._ignored))
        if len(plan.sources) > MOST_SOURCES:
            raise BadPath(f"The operations need more than {MOST_SOURCES - 1} further pictures.")
        return plan

    def take(self, segment: str) -> bool:
        """Read one segment; False: it is no operation, the source starts here."""
        if segment in SIZE_WORDS:
            self._check_name("resize")
            self._draft.say_next(segment, *SIZE_WORDS[segment])
        elif segment in PLACE_WORDS:
            self._check_name("resize")
            self._draft.say_last(segment, *PLACE_WORDS[segment])
        elif size := _SIZE.fullmatch(segment):
            self._take_size(*size.groups())
        elif box := _BOX.fullmatch(segment):
            edges = dict(zip(("left", "top", "right", "bottom"), box.groups(), strict=True))
            self._ask(self._operation("manual-crop").build(**edges))
        elif segment.startswith(FILTERS):
            self._take_filters(segment.removeprefix(FILTERS))
        elif segment.startswith(f"{PRESET}:"):
            self._take_presets(decode_arguments(PRESET, segment.removeprefix(f"{PRESET}:").split(",")))
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
                self._draft.say(name, placing.said(name, decode_arguments(name, arguments.split(","))))
                return True
            if name in SIZE_WORDS or name in PLACE_WORDS:
                raise BadArgument(f"{name}: takes no arguments, got {arguments[:60]!r}.")
            raise self._vocabulary.unknown(name)
        parts = decode_arguments(name, arguments.split(operation.separator)) if arguments else []
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
        for call in thumbor.split_calls(text):
            name, arguments = call.partition("(")[0], list[str]()
            try:
                name, arguments = thumbor.read_call(call)
                if name != PRESET:
                    self._take_filter(name, arguments)
            except (UnknownOperation, BadArgument, OperationNotAllowed):
                if not self._rules.ignore_filters or self._presets or (call and "(" not in call):
                    raise
                self._ignored = [*self._ignored, name[:60]][:_MOST_IGNORED]
                continue
            if name == PRESET:
                self._take_presets(arguments or [""])

    def _take_filter(self, name: str, arguments: list[str]) -> None:
        if name in _FILTER_WORDS:
            self._check_name("resize")
            _no_arguments(name, arguments)
            self._draft.say_where_open(_FILTER_WORDS[name], *SIZE_WORDS[_FILTER_WORDS[name]])
        elif name in PLACE_FILTERS:
            self._check_name("resize")
            self._take_place(name, arguments)
        else:
            kind = self._vocabulary.filter(name)
            self._ask(kind.parse_filter(arguments), first=kind.first)

    def _take_size(self, flop: str, width: str, flip: str, height: str) -> None:
        self._ask(self._operation("resize").build(width=width or 0, height=height or 0))
        for word in ["flop"] * bool(flop) + ["flip"] * bool(flip):
            self._ask(self._operation(word).build())

    def _take_place(self, name: str, arguments: list[str]) -> None:
        if name == "focal":
            self.keep_of_source(placing.focal_filter(arguments))
        else:
            _no_arguments(name, arguments)
            self.extracts = True

    def keep_of_source(self, place: Focal | None) -> None:
        """A place that the size before or after it keeps, in the source's coordinates; None is no place."""
        if place is not None:
            self._draft.keep_of_source(place)

    def _check_name(self, name: str) -> None:
        if not self._presets:
            self._rules.check_name(name)

    def _ask(self, operation: Segment, *, first: bool = False) -> None:
        if not self._presets:  # those are the operator's own
            self._rules.check(operation)
        (self._draft.put_first if first else self._draft.append)(self._rules.cut_down(operation))

    def _operation(self, name: str) -> type[Segment]:
        operation = self._vocabulary.word(name)
        if operation is None:
            raise self._vocabulary.unknown(name)
        return operation


def _no_arguments(word: str, arguments: list[str]) -> None:
    if arguments:
        raise BadArgument(f"filters: {word} takes no arguments.")


def _check_alone(operations: Sequence[Operation]) -> None:
    names = [one.name for one in operations if one.in_key]
    alone = next((one.name for one in operations if one.alone), None)
    if alone and len(names) > 1:
        other = next((name for name in names if name != alone), alone)
        raise BadArgument(f"{alone}: no operation may stand beside it that changes the picture, got {other}.")
