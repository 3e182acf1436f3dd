"""The modes of the query form: each is an operation, and its parameters are the operation's arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_origin

from pydantic import ValidationError

from fitter.segment import Segment, problems
from fitter.url.vocabulary import Vocabulary

THUMBNAIL = "thumbnail"
"""The mode that fits a picture within a size, and never enlarges it unless asked to."""

GENERAL = ("mode", "path", "url", "op", "format", "quality", "sig")
"""Parameters that every mode has."""

_SIDES = ("width", "height")
_NAMES = {"degrees": "degree", "axis": "direction"}
"""Arguments that have another name as parameters, in all modes."""
_WORDS = {"axis": ("vertical", "horizontal")}
"""What an argument's values are called here; the operation reads these words too."""


@dataclass(frozen=True, slots=True)
class Mode:
    """One mode: its operation, and which of its arguments each parameter gives."""

    name: str
    operation: type[Segment]
    fields: Mapping[str, str]  # arguments by parameter

    def repeats(self, parameter: str) -> bool:
        """Whether the parameter may be given several times."""
        field = self.operation.model_fields.get(self.fields.get(parameter, ""))
        return field is not None and get_origin(field.annotation) is tuple

    def words(self, parameter: str) -> tuple[str, ...]:
        """What the argument's values are called here; none: as the operation calls them."""
        return _WORDS.get(self.fields[parameter], ())

    def text(self, given: Mapping[str, Sequence[str]]) -> tuple[str, list[tuple[str, str]]]:
        """The segments of a path that say the same, and what is wrong with what was given.

        Args:
            given: the values of its parameters; those that may be given once have one.
        """
        values, wrong = dict[str, Any](), list[tuple[str, str]]()
        for parameter, given_values in given.items():
            values[self.fields[parameter]] = tuple(given_values) if self.repeats(parameter) else given_values[0]
        if self.name == THUMBNAIL:
            values["fit"] = "fit-in"
        try:
            operation = self.operation(**values)
        except ValidationError as error:
            return "", [self._told(where, what) for where, what in problems(self.operation, error)]
        if self.operation.name == "resize" and not any(getattr(operation, side, 0) for side in _SIDES):
            wrong.append((_SIDES[0], f"is required for {self.name}, or height, in pixels, got neither"))
        return operation.text, wrong

    def _told(self, where: str, what: str) -> tuple[str, str]:
        if where in _WORDS:
            what = f"must be one of {', '.join(_WORDS[where])}{what[what.index(', got ') :]}"
        return self._parameter(where), what

    def _parameter(self, where: str) -> str:
        field, bracket, rest = where.partition("[")
        return next((name for name, one in self.fields.items() if one == field), field) + bracket + rest


def modes(vocabulary: Vocabulary) -> dict[str, Mode]:
    """All of them, by name: of operations that change pixels. The others stand in ``op``."""
    found = {}
    for operation in vocabulary:
        fields = {_NAMES.get(field, field): field for field in operation.model_fields}
        if operation.name == "resize":
            found[THUMBNAIL] = Mode(THUMBNAIL, operation, {name: name for name in (*_SIDES, "upscale")})
        if _draws(operation) and operation.name != THUMBNAIL and not set(fields) & set(GENERAL):
            found[operation.name] = Mode(operation.name, operation, fields)
    return found


def _draws(operation: type[Segment]) -> bool:
    return operation.apply is not Segment.apply or operation.combine is not Segment.combine
