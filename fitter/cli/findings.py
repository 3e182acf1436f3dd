"""All that is wrong with a configuration, also what shows only when its parts are made."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from fitter.app import hello
from fitter.cli.probe import describe_engine
from fitter.config import Settings
from fitter.configfile import Reading
from fitter.flow.calling import close
from fitter.problems import ConfigError, Problem
from fitter.resolve import Unresolved

_INSPECTION = {"work": "fitter.workers.inspection.Inspection"}


def look(reading: Reading) -> tuple[list[str], Mapping[str, Any]]:
    """A line for each problem, in the order of the text, and what the engine says of itself.

    The front's plugins are made, and closed again; the engine is asked unless its own section has a problem.
    """
    settings = reading.for_engine()
    engine, found = _ask(settings) if settings else ({}, [])
    problems = [*reading.problems, *asyncio.run(_make(reading)), *found]
    return [reading.document.locate(one) for one in sorted(problems, key=reading.document.line)], engine


async def _make(reading: Reading) -> list[Problem]:
    problems = []
    for path, make in reading.makers:
        try:
            await close(make())
        except Unresolved as error:
            problems += [Problem((*path, *problem.path), problem.text) for problem in error.problems]
        except Exception as error:  # a plugin's own code runs here
            problems.append(Problem((*path, "use"), f"it cannot be closed: {error!r}"))
    return problems


def _ask(settings: Settings) -> tuple[Mapping[str, Any], list[Problem]]:
    try:
        said = describe_engine(hello(settings) | _INSPECTION)
    except ConfigError as error:
        return {}, [Problem(("engine",), line) for line in error.lines]
    return said, [Problem(tuple(path), text) for path, text in said.get("problems", [])]
