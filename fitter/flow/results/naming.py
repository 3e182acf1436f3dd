"""Naming: what results are called in their storages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fitter.settings import keeping
from fitter.url.plan import Plan, digest
from fitter.values import Output

_UNREADABLE = re.compile(r"[^A-Za-z0-9._-]+")
_DIGITS = 32  # of a digest behind what can be read: as many as nobody can find two of
_LONGEST = 120  # characters that can be read
_SUFFIXES = {"jpeg": ".jpg"}


@dataclass(frozen=True, slots=True)
class Naming:
    """A folder for each source, so that all that was made of it can be dropped at once, and a name for each result."""

    settings: keeping.Naming = field(default_factory=keeping.Naming)

    def __call__(self, plan: Plan, key: str, output: Output) -> str:
        """The name of the result of that key."""
        variant = key.partition("/")[2]
        if self.settings.names == "readable":
            operations = "_".join(one.text for one in plan.operations if one.in_key) or "plain"
            variant = f"{_read(operations)}~{variant[:_DIGITS]}"
        suffix = _SUFFIXES.get(output.format, f".{output.format}") if self.settings.suffix and output.format else ""
        return f"{self.folder(plan.source)}{variant}{suffix}"

    def folder(self, source: str) -> str:
        """What the names of all results of a source begin with, and of no other's."""
        name, shard = digest([source]), self.settings.shard
        folders = [name[at * shard.width : (at + 1) * shard.width] for at in range(shard.depth)]
        if self.settings.names == "readable":
            parts = [_read(part) for part in source[-_LONGEST:].split("/")]
            name = f"{'/'.join(part for part in parts if part)}~{name[:_DIGITS]}"
        return f"{self.settings.prefix}{'/'.join([*folders, name])}/"


def _read(text: str) -> str:
    """As much of a text as may stand in a name everywhere."""
    return _UNREADABLE.sub("_", text).strip("._-")[:_LONGEST]
