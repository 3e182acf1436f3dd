"""A few workers for one command, and the language in which they are told what to do."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from urllib.parse import quote

from fitter import resolve
from fitter.blob import Blob
from fitter.errors import SourceNotFound, SourceTooLarge
from fitter.flow.calling import call
from fitter.further import further
from fitter.problems import ConfigError
from fitter.protocols import Loader, Operation
from fitter.settings.config import Settings
from fitter.url.grammar import Grammar
from fitter.url.plan import Plan
from fitter.url.rules import Rules
from fitter.values import Output
from fitter.workers.greeting import hello
from fitter.workers.pool import CannotStart, Pool

_FILES = "fitter.storages.files.FileStorage"
_ODD = re.compile(r"[^\x21-\x7e]+")
_UNSAYABLE = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Recipe:
    """Operations, and what they say of how the picture is written."""

    operations: tuple[Operation, ...]
    output: Output

    @property
    def is_picture(self) -> bool:
        """Whether a picture is written; else the source's own bytes are the answer, or facts."""
        return not (self.output.raw or self.output.meta)

    @property
    def further(self) -> Mapping[str, str]:
        """The keys of the further pictures that it needs, and the operation that does."""
        return Plan(self.operations, "").further

    @property
    def text(self) -> str:
        """As it stands in a URL."""
        return "/".join(one.text for one in self.operations)


class Workshop:
    """Reads operations, and makes pictures while it is working."""

    def __init__(self, settings: Settings, sources: Path) -> None:
        """Prepare; nothing is started yet.

        Args:
            settings: engine, operations, presets, limits and output count.
            sources: the folder with the further pictures of operations.

        Raises:
            ConfigError: an operation of the settings is none.
        """
        self._settings = settings
        self._grammar = Grammar(settings.vocabulary(), Rules(presets=settings.presets))
        self._further: dict[str, Blob] = {}
        self._folder = sources
        self._files: Loader = resolve.plugin(_FILES, {"root": sources}, Loader, settings.value)()

    @contextlib.asynccontextmanager
    async def working(self, jobs: int) -> AsyncIterator[None]:
        """So many workers, and pictures at once, while the context lasts.

        Raises:
            ConfigError: no worker starts; its lines say why.
        """
        engine, self._turn = self._settings.engine, asyncio.Semaphore(jobs)
        self._pool = Pool(
            hello(self._settings),
            size=jobs,
            queue=jobs,
            deadline=engine.deadline,
            memory=engine.memory,
            recycle_jobs=engine.recycle_jobs,
            recycle_memory=engine.recycle_memory,
        )
        await self._pool.start()
        try:
            await self._pool.wait_ready()
            yield
        except CannotStart as error:
            raise ConfigError(str(error).splitlines()) from None
        finally:
            await self._pool.close()

    @property
    def most(self) -> int:
        """Bytes of a source."""
        return self._settings.limits.source_bytes

    def read(self, text: str) -> Recipe:
        """The operations as they stand in a URL; letters beyond ASCII may stand there as they are.

        Raises:
            BadRequest: they cannot be read.
        """
        encoded = _ODD.sub(lambda found: quote(found[0].encode("utf-8", "surrogateescape")), text)
        return self.recipe(self._grammar.operations(encoded))

    def recipe(self, operations: tuple[Operation, ...]) -> Recipe:
        """The same of operations."""
        return Recipe(operations, reduce(lambda output, one: one.configure(output), operations, Output()))

    async def fetch(self, recipe: Recipe) -> None:
        """Open the further pictures that the operations need, once for all sources.

        Raises:
            BadArgument: one is not there or too large, with the operation's name.
        """
        for key, operation in recipe.further.items():
            with further(operation, key):
                self._further[key] = await self._found(key)

    async def _found(self, key: str) -> Blob:
        blob: Blob | None = await call(self._files.get, key)
        if blob is None:
            raise SourceNotFound(f"There is no such file in {self._folder.absolute()}.")
        if blob.size > self.most:
            raise SourceTooLarge(f"It has {blob.size} bytes; at most {self.most} are read.")
        return blob

    async def make(self, recipe: Recipe, name: str, source: Blob) -> Blob:
        """The picture of a source; the name is what errors and facts call it.

        Raises:
            FitterError: with a sentence that says why there is none.
        """
        if source.size > self.most:
            raise SourceTooLarge(f"The source has {source.size} bytes; at most {self.most} are read.")
        plan = Plan(recipe.operations, _sayable(name))
        others = [self._further[key] for key in plan.further]
        async with self._turn:  # so the deadline is for the work, and waiting costs nothing of it
            return await self._pool.run(self._grammar.write(plan), source, *others)


def _sayable(name: str) -> str:
    return _UNSAYABLE.sub("_", name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")) or "_"
