"""What is wrong with a configuration: all of it at once, each with its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake."""

    path: tuple[str | int, ...]  # ("loader", 1, "timeout")
    text: str  # "must be a duration such as 10s from 100ms to 1m, got 90"
    of: tuple[str, ...] = ()  # other settings that it follows from: where one of them is wrong, it is not told


class ConfigError(Exception):
    """A configuration that cannot be used; its lines are the problems, one each."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines
