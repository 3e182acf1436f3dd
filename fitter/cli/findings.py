"""All that is wrong with a configuration, also what shows only when its parts are made."""

from __future__ import annotations

import asyncio
from collections.abc import Container, Iterator, Mapping
from typing import Any

from fitter.cli.probe import describe_engine
from fitter.flow.calling import call, close
from fitter.problems import ConfigError, Problem
from fitter.resolve import Unresolved
from fitter.settings import uploading
from fitter.settings.config import Settings
from fitter.settings.configfile import Reading
from fitter.workers.greeting import hello

_INSPECTION = {"work": "fitter.workers.inspection.Inspection"}
_PATIENCE = 15.0  # seconds for all that is asked live

Path = tuple[str | int, ...]


def look(reading: Reading, *, live: bool = False) -> tuple[list[str], Mapping[str, Any]]:
    """A line for each problem, in the order of the text, and what the engine says of itself.

    The front's plugins are made, asked whether they can do their work if this is to be live, and closed again; the
    engine is asked too.
    """
    settings = reading.for_engine()
    engine, found = _ask(settings) if settings else ({}, [])
    found += _unread(reading.known, engine)
    problems = [*reading.problems, *asyncio.run(_make(reading, live)), *reading.new(found)]
    return [reading.document.locate(one) for one in sorted(problems, key=reading.document.line)], engine


async def _make(reading: Reading, live: bool) -> list[Problem]:
    made: list[tuple[Path, Any]] = []
    problems = []
    for path, make in reading.makers:
        try:
            made.append((path, make()))
        except Unresolved as error:
            problems += [Problem((*path, *problem.path), problem.text) for problem in error.problems]
    if live:
        written = _written(reading.known)
        found = await asyncio.gather(*(_try(path, plugin, writes=path in written) for path, plugin in made))
        problems += [problem for problem in found if problem is not None]
    for path, plugin in made:
        try:
            await close(plugin)
        except Exception as error:  # a plugin's own code runs here
            problems.append(Problem((*path, "use"), f"it cannot be closed: {error!r}"))
    return problems


def _written(settings: Settings) -> Container[Path]:
    """Which loaders uploads go to."""
    place = uploading.place(settings) if settings.upload.enabled else None
    return () if place is None else (place,)


async def _try(path: Path, plugin: Any, *, writes: bool) -> Problem | None:
    methods = ("check",) if path[0] == "loader" and not writes else ("check_writing", "check")
    method = next((getattr(plugin, name) for name in methods if hasattr(plugin, name)), None)
    if method is None:
        return None
    try:
        async with asyncio.timeout(_PATIENCE):
            await call(method)
    except OSError as error:  # also what took too long
        return Problem(path, " ".join(str(error).split()) or f"did not answer within {_PATIENCE:g} s")
    except Exception as error:  # as above
        return Problem(path, f"it cannot be checked: {error!r}")
    return None


def _unread(settings: Settings, engine: Mapping[str, Any]) -> Iterator[Problem]:
    """The formats of uploads that the engine does not read."""
    read: list[str] = engine.get("read", [])
    for at, format in enumerate(settings.upload.types):
        if read and format not in read:
            yield Problem(
                ("upload", "types", at), f"must be one that the engine reads ({', '.join(read)}), got {format}"
            )


def _ask(settings: Settings) -> tuple[Mapping[str, Any], list[Problem]]:
    try:
        said = describe_engine(hello(settings) | _INSPECTION)
    except ConfigError as error:
        return {}, [Problem(("engine",), line) for line in error.lines]
    return said, [Problem(tuple(path), text) for path, text in said.get("problems", [])]
