"""A console to try operations on a picture: each line is operations to add, or a command."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from fitter.blob import Blob
from fitter.errors import FitterError
from fitter.local.batch import Batch, State
from fitter.local.files import opened
from fitter.local.preview import Preview
from fitter.local.selection import Naming, tasks
from fitter.local.workshop import Workshop
from fitter.problems import ConfigError
from fitter.url.vocabulary import HINT

HELP = """\
Type operations as they stand in a URL: fit-in/300x200/flip. They are added to those before.
  open FILE    another picture, without operations
  show         the picture as it is now
  undo         take the last line of operations back
  reset        take all of them back
  save PATH    write it, in the format that the name says; save! PATH replaces a file
  ops [NAME]   the operations, or one with its arguments
  help, quit"""

TROUBLES = (FitterError, ConfigError, OSError)
"""What may be wrong with a line, or with the first file."""


class Console:
    """One picture and the operations that were typed so far."""

    def __init__(
        self, workshop: Workshop, preview: Preview, words: Callable[[str], str], say: Callable[[str], None]
    ) -> None:
        """A console without a picture.

        Args:
            workshop: where pictures are made; it must be working.
            preview: how they are shown.
            words: what the reference says of an operation, or of all for the empty name.
            say: prints a text.
        """
        self._workshop, self._preview, self._words, self._say = workshop, preview, words, say
        self._file: Path | None = None
        self._steps: list[str] = []
        self._folder: Path | None = None
        self._commands: dict[str, Callable[[str], Awaitable[None]]] = {
            "open": self.open,
            "show": self._show,
            "undo": self._undo,
            "reset": self._reset,
            "save": self._save,
            "save!": lambda name: self._save(name, force=True),
            "ops": self._ops,
            "help": self._help,
        }

    @property
    def prompt(self) -> str:
        """What stands before the line that is typed."""
        return "/".join([self._file.name if self._file else "", *self._steps]).strip("/") + "> "

    async def do(self, line: str) -> bool:
        """Do one line; whether there may be more. What is wrong with it is said."""
        word, _, rest = line.strip().partition(" ")
        if word in ("quit", "exit"):
            return False
        try:
            if word in self._commands:
                await self._commands[word](rest.strip())
            elif word:
                await self._add(line.strip())
        except TROUBLES as error:
            self._say(told(error))
        return True

    async def open(self, name: str) -> None:
        """Another picture; it stays as it was if that cannot be read."""
        if not name:
            raise ConfigError(["open needs the name of a file"])
        file = _path(name)
        source = await self._made("raw", file)
        self._file, self._steps = file, []
        self._say(f"{file.name}: {_about(source)}")
        await self._look(source)

    async def _add(self, text: str) -> None:
        await self._present([*self._steps, text.strip("/")])

    async def _show(self, _: str) -> None:
        await self._present(self._steps)

    async def _undo(self, _: str) -> None:
        if not self._steps:
            raise ConfigError(["there is nothing to take back"])
        await self._present(self._steps[:-1])

    async def _reset(self, _: str) -> None:
        await self._present([])

    async def _save(self, name: str, *, force: bool = False) -> None:
        if not name:
            raise ConfigError(["save needs a name, such as save small.webp"])
        file, recipe = self._opened(), self._workshop.read("/".join(self._steps))
        (task,) = tasks([str(file)], str(_path(name)), Naming(recipe), [])
        if task.there and not force:
            raise ConfigError([f"{task.target}: is there already; save! {name} replaces it"])
        await self._workshop.fetch(recipe)
        outcome = await Batch(self._workshop, recipe, force).one(task)
        if outcome.state is not State.MADE:
            raise ConfigError([outcome.why or f"{task.target}: is there already"])
        self._say(f"{task.target}: {outcome.after} bytes")

    async def _ops(self, name: str) -> None:
        self._say(self._words(name))

    async def _help(self, _: str) -> None:
        self._say(HELP)

    def _opened(self) -> Path:
        if self._file is None:
            raise ConfigError(["there is no picture yet; open FILE"])
        return self._file

    async def _present(self, steps: list[str]) -> None:
        """Make the picture of these steps, keep them if that goes well, and show it."""
        text, start = "/".join(steps), time.perf_counter()
        blob = await self._made(text or "raw", self._opened())
        seconds = time.perf_counter() - start
        self._steps = steps
        if blob.media_type == "application/json":
            self._say(blob.read().decode())
        else:
            self._say(f"{text or 'as it is'}: {_about(blob)}, {seconds * 1000:.0f} ms")
            await self._look(blob)

    async def _made(self, text: str, file: Path) -> Blob:
        recipe = self._workshop.read(text)
        await self._workshop.fetch(recipe)
        return await self._workshop.make(recipe, file.name, opened(file, self._workshop.most))

    async def _look(self, blob: Blob) -> None:
        if self._preview.kind == "none":
            return
        if self._preview.kind == "file":
            self._say(f"see {self._aside(blob)}")
            return
        png = await self._workshop.make(self._workshop.read(self._preview.operations), "preview", blob)
        self._say(self._preview.text(png.read()).removesuffix("\n"))

    def _aside(self, blob: Blob) -> Path:
        """A file with the picture; one for the whole session, which stays for whoever looks at it afterwards."""
        self._folder = self._folder or Path(tempfile.mkdtemp(prefix="fitter-shell-"))
        file = self._folder / f"preview.{blob.media_type.partition('/')[2].partition('+')[0]}"
        file.write_bytes(blob.read())
        return file


def told(error: Exception) -> str:
    """What is said of one of the troubles."""
    if isinstance(error, FitterError):
        return error.detail.replace(HINT, "")
    if isinstance(error, OSError):
        return f"{error.filename or 'the file'}: {error.strerror or error}"
    return str(error)


def _path(name: str) -> Path:
    return Path(name).expanduser()


def _about(blob: Blob) -> str:
    facts = blob.facts
    return f"{facts.get('width')}x{facts.get('height')} {facts.get('format')}, {blob.size} bytes"
