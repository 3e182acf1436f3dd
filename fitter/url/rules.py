"""What one deployment lets URLs ask for, and the names that it gave to operations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fitter.errors import BadArgument, LimitExceeded, OperationNotAllowed, UnknownOperation
from fitter.protocols import Operation
from fitter.segment import Segment
from fitter.url.vocabulary import PRESET
from fitter.values import plain
from fitter.wording import nearest

_SHOWN = 20  # names in a sentence


@dataclass(frozen=True, slots=True)
class Rules:
    """Presets, and what else than presets may stand in a URL; by default all that can be read."""

    presets: Mapping[str, str] = field(default_factory=dict)  # operations as in a path, by name
    only_presets: bool = False
    allow: frozenset[str] | None = None  # names of operations
    deny: frozenset[str] = frozenset()
    sizes: tuple[tuple[Any, Any], ...] = ()  # width and height as a size has them; none is any
    formats: tuple[str, ...] = ()  # none is any
    most: Mapping[str, Mapping[str, float]] = field(default_factory=dict)  # by operation, then by argument
    ignore_filters: bool = False  # those that are unknown, not allowed, or have wrong arguments
    only_thumbor: bool = False  # thumbor's segments in thumbor's order; the first other begins the source's key
    width: int | None = None  # the most that a size may ask for, presets' too; more is cut down to it
    height: int | None = None

    def preset(self, name: str) -> str:
        """The operations that a name stands for.

        Raises:
            BadArgument: there is no name.
            UnknownOperation: it is nobody's.
        """
        text = self.presets.get(name)
        if text is not None:
            return text
        if not name:
            raise BadArgument(f"{PRESET}: needs the name of a preset{_listed(': one of ', self.presets)}.")
        near = nearest(name, self.presets)
        known = f"Did you mean {near}?" if near else f"There is{_listed(' ', self.presets) or ' none here'}."
        raise UnknownOperation(f"There is no preset {name[:60]!r}. {known}")

    def check_name(self, name: str) -> None:
        """Whether a URL may use that operation at all.

        Raises:
            OperationNotAllowed: it may not; the text says what it may use.
        """
        if self.only_presets and name != "expires":
            known = _listed(": ", [f"{PRESET}:{one}" for one in self.presets])
            raise OperationNotAllowed(f"{name}: only presets may be asked for here{known}.")
        if name in self.deny:
            raise OperationNotAllowed(f"{name}: this operation may not be asked for here.")
        if self.allow is not None and name not in self.allow:
            raise OperationNotAllowed(
                f"{name}: this operation may not be asked for here{_listed('; allowed are ', sorted(self.allow))}."
            )

    def check(self, operation: Operation) -> None:
        """Whether a URL may use the operation with these arguments.

        Raises:
            OperationNotAllowed: it may not; the text says what it may use.
            LimitExceeded: an argument is over its limit.
        """
        self.check_name(operation.name)
        if operation.name == "resize" and self.sizes:
            self._check_size(*(getattr(operation, side, 0) for side in ("width", "height")))
        if operation.name == "format" and self.formats:
            asked = getattr(operation, "format", None)
            if asked not in self.formats:
                allowed = _listed("; allowed are ", self.formats)
                raise OperationNotAllowed(f"format: {asked} may not be asked for here{allowed}.")
        for name, most in self.most.get(operation.name, {}).items():
            if (given := _largest(getattr(operation, name, None))) > most:
                raise LimitExceeded(f"{operation.name}: {name} is at most {plain(most)} here, got {plain(given)}.")

    def cut_down(self, operation: Segment) -> Segment:
        """A size that is within the limits; any other operation as it is."""
        sides = {} if operation.name != "resize" else {"width": self.width, "height": self.height}
        over = {name: most for name, most in sides.items() if most and _largest(getattr(operation, name, None)) > most}
        return operation.model_copy(update=over) if over else operation

    def _check_size(self, width: Any, height: Any) -> None:
        # 0x0 is what words such as left belong to where no size is asked for.
        if (width, height) not in self.sizes and (width or height):
            allowed = _listed("; allowed are ", [f"{w or ''}x{h or ''}" for w, h in self.sizes])
            raise OperationNotAllowed(f"The size {width or ''}x{height or ''} may not be asked for here{allowed}.")


def _largest(value: Any) -> float:
    if isinstance(value, tuple):
        return max(map(_largest, value), default=float("-inf"))
    return value if isinstance(value, (int, float)) else float("-inf")


def _listed(before: str, names: Iterable[str]) -> str:
    """The names behind some words, or nothing where there are none."""
    known = list(names)
    more = " and others" if len(known) > _SHOWN else ""
    return before + ", ".join(known[:_SHOWN]) + more if known else ""
