"""The engine's section, looked at in a worker: the front itself knows nothing of engines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fitter.errors import FitterError
from fitter.problems import Problem
from fitter.resolve import Unresolved
from fitter.workers.work import Work


class Inspection:
    """Tells what is wrong with the section, each problem with its path, where ``Work`` would refuse to start."""

    def __init__(self, hello: Mapping[str, Any]) -> None:
        self._work: Work | None = None
        self._problems: list[Problem] = []
        try:
            self._work = Work(hello)
        except FitterError as error:
            if not isinstance(error.__cause__, Unresolved):
                raise
            self._problems = error.__cause__.problems

    def rehearse(self) -> None:
        """Make a picture, if there is an engine."""
        if self._work is not None:
            self._work.rehearse()

    def rest(self) -> None:
        """Nothing is kept."""

    def describe(self) -> Mapping[str, Any]:
        """What the engine says of itself, or its problems."""
        if self._work is not None:
            return self._work.describe()
        return {"problems": [[list(problem.path), problem.text] for problem in self._problems]}
