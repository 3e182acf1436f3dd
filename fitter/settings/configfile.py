"""A configuration file becomes settings, or the list of all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from functools import reduce
from operator import eq, getitem
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from fitter import resolve
from fitter.problems import ConfigError, Problem
from fitter.settings import documents, keeping, permissions, uploading
from fitter.settings.config import KINDS, Settings
from fitter.settings.section import listed
from fitter.wording import explain

Change = Callable[[dict[str, Any]], None]
Steps = tuple[str | int, ...]
Maker = tuple[Steps, Callable[[], Any]]


@dataclass(frozen=True)
class Reading:
    """What stands in a text: settings, or the problems that are in their way."""

    document: documents.Document
    problems: list[Problem]
    makers: list[Maker]
    """The front's plugins without a problem so far, by place; a call makes one, or raises Unresolved."""
    found: Settings | None
    known: Settings
    """As much of them as can be told, whatever else is wrong: not to be served with."""

    def settings(self) -> Settings:
        """The settings.

        Raises:
            ConfigError: with every problem and its place.
        """
        if self.found is None or self.problems:
            raise ConfigError([self.document.locate(problem) for problem in self.problems])
        return self.found

    def for_engine(self) -> Settings | None:
        """Settings to ask an engine with, whatever is wrong elsewhere; None if nobody can say which engine."""
        unsaid: set[Steps] = {(), ("engine",), ("engine", "use")}
        return None if any(problem.path in unsaid for problem in self.problems) else self.known

    def new(self, found: Iterable[Problem]) -> list[Problem]:
        """Those whose places have no problem yet, and that follow from none."""
        return _new(self.document, found, self.problems)


def load(file: Path, change: Change | None = None) -> Settings:
    """The settings in a YAML file, after a change to what stands in it.

    Raises:
        ConfigError: with every problem of the file and its place.
    """
    return read_file(file, change).settings()


def loads(text: str, name: str = "settings", change: Change | None = None) -> Settings:
    """The settings in a YAML text, after a change; the name stands in front of every problem.

    Raises:
        ConfigError: with every problem of the text and its place.
    """
    return read(text, name, change).settings()


def read_file(file: Path, change: Change | None = None) -> Reading:
    """What stands in a YAML file, after a change to it.

    Raises:
        ConfigError: the file cannot be read, or is no YAML.
    """
    try:
        return read(file.read_text(encoding="utf-8"), str(file), change)
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigError([f"{file}: cannot be read: {why}"]) from None


def read(text: str, name: str, change: Change | None = None) -> Reading:
    """What stands in a YAML text, after a change to it.

    Raises:
        ConfigError: it is no YAML.
    """
    document = documents.read(text, name)
    if change is not None:
        change(document.data)
    problems, settings = list(document.problems), None
    try:
        settings = known = Settings(**document.data)
    except ValidationError as error:
        found = [Problem(one["loc"], explain(Settings, one)) for one in error.errors()]
        problems += _new(document, found, problems)
        known = _known(document.data, error)
    makers, found = _plugins(document, known)
    operations, odd = _operations(document.data.get("operations"))
    problems += _new(document, [*found, *odd], document.problems)
    known = known.model_copy(update={"operations": operations})
    found = [*permissions.problems(known), *uploading.problems(known), *keeping.problems(known)]
    problems += _new(document, found, problems)
    return Reading(document, problems, makers, settings, known)


def _known(data: dict[str, Any], error: ValidationError) -> Settings:
    """The settings that stand there beside those that are wrong, which are left out."""
    data, wrong = deepcopy(data), {_present(data, one["loc"]) for one in error.errors()}
    for path in sorted(wrong, key=len, reverse=True):
        _leave_out(data, path)
    try:
        return Settings(**data)
    except ValidationError as further:
        return _known(data, further)


def _present(data: Any, path: Steps) -> Steps:
    """As much of a path as leads through tables."""
    for depth, step in enumerate(path):
        if not isinstance(data, dict) or step not in data:
            return path[: depth or 1]
        data = data[step]
    return path


def _leave_out(data: dict[Any, Any], path: Steps) -> None:
    *above, name = path
    table = reduce(getitem, above, data)
    inside = table.pop(name, None)
    if path == ("security",):  # what is in it may be right, and only a key be missing
        data[name] = {**(inside if isinstance(inside, dict) else {}), "allow_unsigned": True}
    elif path == ("loader",):
        data[name] = {"use": ""}


def _new(document: documents.Document, found: Iterable[Problem], known: Iterable[Problem]) -> list[Problem]:
    # A value that the environment lacks is not also reported as too short.
    places = {document.written(problem.path) for problem in known}
    written = [(one, document.written(one.path)) for one in found if not any(_follows(one, path) for path in places)]
    return [one for one, path in written if not any(path[:n] in places for n in range(len(path) + 1))]


def _follows(problem: Problem, wrong: Steps) -> bool:
    """Whether it follows from a setting that is above, below or at the place where something is wrong."""
    return any(all(map(eq, setting.split("."), wrong)) for setting in problem.of)


def _plugins(document: documents.Document, known: Settings) -> tuple[list[Maker], list[Problem]]:
    """The plugins of the front and their problems, also in a file that has other problems."""
    makers: list[Maker] = []
    problems: list[Problem] = []
    unfilled = [document.written(problem.path) for problem in document.problems]
    for name, kind in KINDS.items():
        for at, section in enumerate(listed(document.data.get(name))):
            if not isinstance(section, dict) or not isinstance(section.get("use"), str):
                continue  # the section itself is already a problem
            path, options = (name, at), {k: v for k, v in section.items() if k != "use"}
            try:
                make = resolve.plugin(section["use"], options, kind, known.value)
            except resolve.Unresolved as error:
                problems += [Problem((*path, *problem.path), problem.text) for problem in error.problems]
            else:
                written = document.written(path)
                if not any(one[: len(written)] == written for one in unfilled):
                    makers.append((path, make))
    return makers, problems


def _operations(listed: object) -> tuple[list[str], list[Problem]]:
    """The dotted paths that name operations, and what is wrong with the others."""
    words, paths, problems = resolve.vocabulary([]), list[str](), list[Problem]()
    for at, path in enumerate(listed if isinstance(listed, list) else []):
        if not isinstance(path, str):
            continue  # already a problem
        try:
            words.add(resolve.operation(path))
            paths.append(path)
        except resolve.Unresolved as error:
            problems += [Problem(("operations", at), problem.text) for problem in error.problems]
        except ValueError as error:
            problems.append(Problem(("operations", at), f"{path} cannot be used: {error}"))
    return paths, problems
