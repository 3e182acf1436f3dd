"""Operations in the making: what is said of a size may stand before or behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from fitter.errors import BadArgument, BadPath
from fitter.focus import Focal
from fitter.protocols import Operation
from fitter.segment import Segment
from fitter.url.vocabulary import HINT, PLACE_WORDS, SIZE_WORDS, Vocabulary

_MOST_OPERATIONS = 64
_MOST_FOCALS = 16


class Draft:
    """The operations so far, and what was said of the size to come."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._operations: list[Operation] = []
        self._size_at: int | None = None  # where the size stands that alignments belong to
        self._alone = ""  # a word that stands where no size is before it
        self._first = 0  # how many run before everything else
        self._next: dict[str, Any] = {}  # what was said of the size to come
        self._next_of_source: list[Focal] = []  # places that it is to keep, in the source's coordinates

    def operations(self) -> tuple[Operation, ...]:
        """All of them; what was said of a size that never came is said of one that changes nothing."""
        if self._next or self._next_of_source:
            self._add_size()
        return tuple(self._measured())

    def _measured(self) -> Iterator[Operation]:
        """Each operation as it is behind its size, of which all is said by now."""
        size: Operation | None = None
        for at, one in enumerate(self._operations):
            if size is not None:
                adaptive = str(getattr(size, "fit", "")).startswith("adaptive")
                upscale = getattr(size, "upscale", None) is not False
                one = one.after(getattr(size, "width", 0), getattr(size, "height", 0), adaptive, upscale)
            if one.name == "resize":
                one = size = one if at else _of_picture(one)
            yield one

    def append(self, operation: Operation) -> None:
        """The next operation."""
        self._check_room()
        if operation.name == "resize" and self._alone:
            raise BadArgument(f"{self._alone}: is said of the size before it, and there is none; put it behind.{HINT}")
        self._operations.append(operation)
        if operation.name == "resize":
            self._size_at = len(self._operations) - 1
            self._apply_next()

    def put_first(self, operation: Operation) -> None:
        """An operation that runs before all others, behind those that do so too."""
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

    def say_next(self, word: str, field: str, value: Any) -> None:
        """A field of the size to come; it is said once."""
        if field == "focal":
            value = _joined(self._next.get(field, ()), value)
        elif field in self._next:
            said = _said(field, self._next[field])
            raise BadArgument(f"{word}: the size after it is already said to be {said}.{HINT}")
        self._next[field] = value

    def say_last(self, word: str, field: str, value: Any) -> None:
        """A field of the size before, or of one that changes nothing."""
        if self._size_at is None:
            self._add_size()
            self._alone = word
        self._change_size(word, field, value)

    def say_where_open(self, word: str, field: str, value: Any) -> None:
        """A field of the size before, or else of the next, unless it is said already."""
        if self._size_at is None:
            self._next.setdefault(field, value)
        elif field not in getattr(self._operations[self._size_at], "model_fields_set", ()):
            # With fit-in, thumbor's stretch() changes nothing.
            self._change_size(word, field, value)

    def say(self, word: str, said: Mapping[str, Any]) -> None:
        """Fields of the size before, or else of the next, that a word gives a value."""
        for field, value in said.items():
            if self._size_at is None:
                self.say_next(word, field, value)
            else:
                self._change_size(word, field, value)

    def keep_of_source(self, place: Focal) -> None:
        """A place that the size before or after it keeps, in the source's coordinates, as thumbor's are."""
        if self._size_at is None:
            self._next_of_source.append(place)
        else:
            edges = (place.left, place.top, place.right, place.bottom)
            of_source = not all(edge.percent for edge in edges)  # a part of what is cut is a part of the cut
            self._change_size("focal", "focal", (replace(place, of_source=of_source),))

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

    def _add_size(self) -> None:
        resize = self._vocabulary.word("resize")
        if resize is None:
            raise self._vocabulary.unknown("resize")
        self.append(resize.build())


def _of_picture(size: Operation) -> Operation:
    """A size that nothing stands before: the picture is the source."""
    places: tuple[Focal, ...] = getattr(size, "focal", ())
    if not isinstance(size, Segment) or not any(one.of_source for one in places):
        return size
    return size.model_copy(update={"focal": tuple(replace(one, of_source=False) for one in places)})


def _joined(places: tuple[Focal, ...], more: tuple[Focal, ...]) -> tuple[Focal, ...]:
    if len(places) + len(more) > _MOST_FOCALS:
        raise BadArgument(f"focal: a size keeps at most {_MOST_FOCALS} places.")
    return places + more


def _said(field: str, value: Any) -> str:
    words = {meaning: word for word, meaning in (SIZE_WORDS | PLACE_WORDS).items()}
    return words.get((field, value), str(value))
