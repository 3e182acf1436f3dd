"""A configuration file becomes settings, or the list of all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from fitter import resolve
from fitter.problems import ConfigError, Problem
from fitter.settings import documents, keeping, permissions, uploading
from fitter.settings.config import KINDS, Settings
from fitter.settings.section import Plugin, listed
from fitter.settings.security import Security
from fitter.wording import explain

Change = Callable[[dict[str, Any]], None]
Maker = tuple[tuple[str | int, ...], Callable[[], Any]]


@dataclass(frozen=True)
class Reading:
    """What stands in a text: settings, or the problems that are in their way."""

    document: documents.Document
    problems: list[Problem]
    makers: list[Maker]
    """The front's plugins without a problem so far, by place; a call makes one, or raises Unresolved."""
    found: Settings | None

    def settings(self) -> Settings:
        """The settings.

        Raises:
            ConfigError: with every problem and its place.
        """
        if self.found is None or self.problems:
            raise ConfigError([self.document.locate(problem) for problem in self.problems])
        return self.found

    def for_engine(self) -> Settings | None:
        """Settings to ask an engine with, whatever is wrong elsewhere; None if its own section has a problem."""
        broken = {problem.path[:1] for problem in self.problems}
        if not broken.isdisjoint({(), ("engine",)}):
            return None
        asked = {
            name: self.document.data.get(name) for name in ("engine", "detector", "operations", "limits", "output")
        }
        whole = {name: value for name, value in asked.items() if value is not None and (name,) not in broken}
        return Settings(security=Security(allow_unsigned=True), loader=[Plugin(use="")], **whole)


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
        settings = Settings(**document.data)
    except ValidationError as error:
        found = [Problem(one["loc"], explain(Settings, one)) for one in error.errors()]
        problems += _unless_known(document, found, problems)
    makers, found = _plugins(document, settings or Settings.model_construct())
    found += _operation_problems(document.data.get("operations"))
    if settings is not None and not found:  # they speak of the operations
        found = [*permissions.problems(settings), *uploading.problems(settings), *keeping.problems(settings)]
    problems += _unless_known(document, found, document.problems)
    return Reading(document, problems, makers, settings)


def _unless_known(document: documents.Document, found: list[Problem], known: list[Problem]) -> list[Problem]:
    # A value that the environment lacks is not also reported as too short.
    places = {document.written(problem.path) for problem in known}
    written = [(one, document.written(one.path)) for one in found]
    return [one for one, path in written if not any(path[:n] in places for n in range(len(path) + 1))]


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


def _operation_problems(listed: object) -> list[Problem]:
    words, problems = resolve.vocabulary([]), []
    for at, path in enumerate(listed if isinstance(listed, list) else []):
        if not isinstance(path, str):
            continue  # already a problem
        try:
            words.add(resolve.operation(path))
        except resolve.Unresolved as error:
            problems += [Problem(("operations", at), problem.text) for problem in error.problems]
        except ValueError as error:
            problems.append(Problem(("operations", at), f"{path} cannot be used: {error}"))
    return problems
