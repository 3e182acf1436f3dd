"""What a worker does with a job: open, check, apply, write."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from functools import partial, reduce
from operator import getitem
from typing import Any

from fitter import resolve
from fitter.abilities import Resting
from fitter.blob import Blob
from fitter.errors import FitterError, LimitExceeded, OriginFailed
from fitter.further import further
from fitter.picture import Image
from fitter.problems import Problem
from fitter.protocols import Detector, Engine, Operation
from fitter.settings.engine import Engine as EngineSettings
from fitter.settings.limits import Limits
from fitter.settings.section import Plugin
from fitter.settings.writing import Writing
from fitter.url.grammar import Grammar
from fitter.url.plan import Plan
from fitter.values import Output, Size
from fitter.wishes import NONE, Wishes
from fitter.wording import place
from fitter.workers import film
from fitter.workers.detection import Detection
from fitter.workers.facts import facts
from fitter.workers.noted import Notes, bare, noting
from fitter.workers.sized import within
from fitter.workers.trail import Trail, unwatched
from fitter.workers.untouched import untouched
from fitter.workers.wished import narrowed, spared, written

_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg=="
)
"""A PNG of one pixel."""
_STILL = Output(page=1)  # what is laid over a picture does not move


class Work:
    """The engine, the grammar and the limits of one worker process."""

    def __init__(self, hello: Mapping[str, Any]) -> None:
        """Make the plugins; the sections of the hello are those of the settings."""
        made = _plugins(hello)
        self._engine: Engine = made["engine"]
        self._detector: Detector | None = made.get("detector")
        self._grammar = Grammar(resolve.vocabulary(hello["operations"]))
        self._limits = Limits(**hello["limits"])
        self._writing = Writing(**hello["output"])

    def describe(self) -> Mapping[str, Any]:
        """What the engine says of itself."""
        return self._engine.describe()

    def rehearse(self) -> None:
        """Make one picture, so that ready means ready."""
        self("2x2/format:jpeg/rehearsal", Blob(_PIXEL))

    def rest(self) -> None:
        """Let the engine forget."""
        if isinstance(self._engine, Resting):
            self._engine.rest()

    def __call__(self, text: str, *sources: Blob, wishes: Wishes = NONE) -> Blob:
        """The picture that the canonical path asks for, or its facts as JSON; raises the errors of fitter.errors.

        The sources are those of the plan, the main one first.
        """
        plan = self._grammar.parse(text)
        output = spared(plan.output(self._writing.output()), wishes)
        blobs = dict(zip(plan.sources, map(_whole, sources), strict=True))
        image = self._open(blobs[plan.source], output)
        blob = untouched(image, output, blobs[plan.source]) or self._made(plan, image, output, blobs, wishes)
        return replace(blob, modified=sources[0].modified)

    def _made(self, plan: Plan, opened: Image, output: Output, blobs: Mapping[str, Blob], wishes: Wishes) -> Blob:
        image, detection = opened, Detection(self._detector)
        density = output.density or wishes.density or 1.0
        notes: Notes = []
        whole: Size | None = None  # what the last size was made of
        trail = Trail.of(plan, opened.size)
        for operation in (one.scaled(density) for one in plan.operations):
            if whole is not None:
                operation = operation.measured(whole)
            if operation.name == "resize":
                whole = image.size
            if trail is not None:
                operation = trail.placed(operation)
            # Before it runs: a step that would be too large is never begun.
            self._check_result(operation, operation.bounds(image.size), image.frames)
            aimed = operation.aimed(image, detection)
            watched = noting(operation, image, notes) if output.meta else image
            watched = watched if trail is None else trail.watching(operation, watched)
            made = aimed.mark(watched) if output.debug else self._applied(aimed, watched, blobs)
            image = bare(unwatched(made))
        image = within(narrowed(image, wishes), self._limits)
        if output.meta:
            return facts(plan, opened, image, output, notes, position=self._writing.meta_position)
        still = image.frames == 1 or self._writing.auto_animations
        blob = written(image, output, wishes, self._writing.auto if still else ())
        return replace(blob, facts={**blob.facts, "provisional": True}) if detection.failed else blob

    def _open(self, source: Blob, output: Output) -> Image:
        image = self._engine.open(source, orient=self._writing.orient)
        image = film.taken(image, output, self._limits.frames)
        self._check("The source", image.size, image.frames, self._limits.source_pixels)
        return image

    def _applied(self, operation: Operation, image: Image, blobs: Mapping[str, Blob]) -> Image:
        if not operation.sources:
            image = operation.apply(image)
            self._check_result(operation, image.size, image.frames)  # an operation need not say its bounds
            return image
        others = []
        for key in operation.sources:
            with further(operation.name, key):
                others.append(self._open(blobs[key], _STILL))
        named = ", ".join(operation.sources)
        with further(operation.name, named):
            size = operation.bounds_with(image.size, others)
        self._check_result(operation, size, image.frames)
        with further(operation.name, named):
            image = operation.combine(image, others)
        self._check_result(operation, image.size, image.frames)
        return image

    def _check_result(self, operation: Operation, size: Size, frames: int) -> None:
        self._check(f"The result of {operation.name}", size, frames, self._limits.result_pixels)

    @staticmethod
    def _check(what: str, size: Size, frames: int, most: int) -> None:
        if (pixels := size.pixels * frames) > most:
            shape = f"{size}, {frames} frames" if frames > 1 else str(size)
            raise LimitExceeded(f"{what} has {pixels} pixels ({shape}); at most {most} are allowed.")


def _whole(source: Blob) -> Blob:
    try:
        return replace(source, body=source.read())
    except OSError:
        raise OriginFailed("The source changed while it was read; try again.") from None


def _value(hello: Mapping[str, Any], name: str) -> Any:
    return reduce(getitem, name.split("."), hello)


def _plugins(hello: Mapping[str, Any]) -> dict[str, Any]:
    """The worker's plugins by section; raises FitterError for all that is wrong with them."""
    sections: dict[str, tuple[Plugin, type]] = {"engine": (EngineSettings(**hello["engine"]), Engine)}
    if hello["detector"]:
        sections["detector"] = (Plugin(**hello["detector"]), Detector)
    made, problems = {}, []
    for section, (settings, kind) in sections.items():
        try:
            made[section] = resolve.plugin(settings.use, settings.options, kind, partial(_value, hello))()
        except resolve.Unresolved as error:
            problems += [Problem((section, *problem.path), problem.text) for problem in error.problems]
    if problems:
        lines = [f"{place(problem.path)}: {problem.text}" for problem in problems]
        raise FitterError("\n".join(lines)) from resolve.Unresolved(problems)
    return made
