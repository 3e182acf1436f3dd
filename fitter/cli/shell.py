"""``fitter shell``: operations are tried on a local picture."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import click

from fitter import resolve
from fitter.cli.options import Refused, sources_option
from fitter.local.console import TROUBLES, Console, told
from fitter.local.preview import KINDS, Preview, kind_of
from fitter.local.settings import local
from fitter.local.workshop import Workshop
from fitter.problems import ConfigError
from fitter.settings.config import Settings
from fitter.wording import nearest

_MOST = 100, 40  # columns and lines of a preview


@click.command()
@click.option(
    "--preview",
    type=click.Choice(["auto", *KINDS]),
    default="auto",
    show_default=True,
    help="How pictures are shown: by a protocol of the terminal, in half blocks, or as a file whose name is told.",
)
@sources_option
@click.option("--config", "settings_file", type=click.Path(path_type=Path), help="As for fitter transform.")
@click.argument("file", required=False)
def shell(preview: str, sources: Path, settings_file: Path | None, file: str | None) -> None:
    """Try operations on the picture FILE: type them, and see the result, its size, bytes and time.

    Type help for what else can be typed. What is wrong with a line is said, and the next may follow.
    """
    try:
        settings = local(settings_file)
        with asyncio.Runner() as runner:
            _talk(runner, settings, Workshop(settings, sources), _shown(preview), file)
    except ConfigError as error:
        raise Refused(error) from None


def _talk(runner: asyncio.Runner, settings: Settings, workshop: Workshop, preview: Preview, file: str | None) -> None:
    stack = AsyncExitStack()
    console = Console(workshop, preview, lambda name: _words(settings, name), _say)
    runner.run(stack.enter_async_context(workshop.working(1)))
    try:
        if sys.stdin.isatty():
            click.echo("Type operations such as fit-in/300x200/flip, or help.")
        if file:
            _open(runner, console, file)
        for line in _lines(lambda: console.prompt, [one.name for one in settings.vocabulary()]):
            try:
                if not runner.run(console.do(line)):
                    return
            except KeyboardInterrupt:
                click.echo("stopped")
    finally:
        runner.run(stack.aclose())


def _open(runner: asyncio.Runner, console: Console, file: str) -> None:
    try:
        runner.run(console.open(file))
    except TROUBLES as error:
        raise ConfigError([told(error)]) from None


def _say(text: str) -> None:
    click.echo(text, color=True)  # or click would take the picture out of what goes through a pipe


def _lines(prompt: Callable[[], str], names: list[str]) -> Iterator[str]:
    """What is typed, with a prompt and the keys of readline on a terminal."""
    if not sys.stdin.isatty():
        yield from sys.stdin
        return
    _complete(names)
    while True:
        try:
            yield input(prompt())
        except KeyboardInterrupt:
            click.echo()  # another line
        except EOFError:
            click.echo()
            return


def _complete(names: list[str]) -> None:
    import readline  # it changes input()

    def matching(text: str, at: int) -> str | None:
        found = [name for name in names if name.startswith(text)]
        return found[at] if at < len(found) else None

    readline.set_completer(matching)
    readline.set_completer_delims("/ ")
    readline.parse_and_bind("tab: complete")


def _words(settings: Settings, name: str) -> str:
    from fitter import reference  # with what explains every field

    operations = resolve.operations(settings.operations)
    if not name:
        return ", ".join(one.name for one in operations)
    chosen = [one for one in operations if one.name == name]
    if not chosen:
        near = nearest(name, [one.name for one in operations])
        raise ConfigError([f"there is no operation {name!r}" + (f"; did you mean {near}?" if near else "")])
    return reference.operations_text(chosen)


def _shown(asked: str) -> Preview:
    size = shutil.get_terminal_size()
    kind = kind_of(os.environ, terminal=sys.stdout.isatty())
    chosen = next((one for one in KINDS if one == asked), kind)
    return Preview(chosen, min(_MOST[0], size.columns), max(4, min(_MOST[1], size.lines - 4)))
