"""A YAML text as data, with the line of every entry and the environment filled in."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from fitter.problems import ConfigError, Problem
from fitter.wording import place

_MOST = 10_000  # entries; a few aliases can stand for billions
_VARIABLE = re.compile(r"\$(\$|\{([A-Za-z_][A-Za-z0-9_]*)\})")


@dataclass
class Document:
    """What was read from a text."""

    name: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[tuple[str | int, ...], int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def locate(self, problem: Problem) -> str:
        """``fitter.conf:12: loader[1].timeout must be ...``."""
        place_text = place(self.written(problem.path)) or "the settings"
        return f"{self.name}:{self.line(problem)}: {place_text}: {problem.text}"

    def line(self, problem: Problem) -> int:
        """The line of a problem's place, or of the nearest section around it."""
        path = self.written(problem.path)
        return next((self.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.lines), 1)

    def written(self, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
        """The path as it stands in the text, where a single plugin is not a list of one."""
        steps: list[str | int] = []
        at: Any = self.data
        for step in path:
            if isinstance(step, int) and not isinstance(at, list):
                continue
            steps.append(step)
            try:
                at = at[step]
            except (KeyError, IndexError, TypeError):
                at = None
        return tuple(steps)


def read(text: str, name: str) -> Document:
    """The document in a YAML text.

    Raises:
        ConfigError: the text is no YAML, or no table.
    """
    document = Document(name)
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            return document
        _walk(node, (), document)
        data = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError([f"{name}:{line}: this is no YAML: {error.problem}"]) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ConfigError([f"{name}:1: this is no YAML: {str(error).splitlines()[0]}"]) from None
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        raise ConfigError([f"{name}:1: the settings are no table of sections such as `server:`"])
    document.data = _filled(data, (), document.problems)
    return document


def _walk(node: yaml.Node, path: tuple[str | int, ...], document: Document) -> None:
    document.lines[path] = node.start_mark.line + 1
    if len(document.lines) > _MOST:
        raise yaml.YAMLError(f"more than {_MOST} entries")
    if isinstance(node, yaml.SequenceNode):
        for at, child in enumerate(node.value):
            _walk(child, (*path, at), document)
    elif isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            here = (*path, str(key.value))
            if here in document.lines:
                document.problems.append(Problem(here, "is given twice"))
            else:
                _walk(child, here, document)
            document.lines[here] = key.start_mark.line + 1


def _filled(value: Any, path: tuple[str | int, ...], problems: list[Problem]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(one, (*path, str(key)), problems) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, (*path, at), problems) for at, one in enumerate(value)]
    if not isinstance(value, str):
        return value

    def replace(match: re.Match[str]) -> str:
        if match[2] is None:
            return "$"
        found = os.environ.get(match[2])
        if found is None:
            problems.append(Problem(path, f"the environment variable {match[2]} is not set"))
        return found or ""

    return _VARIABLE.sub(replace, value)
