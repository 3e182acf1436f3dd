"""The commands as a page in Markdown."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from fitter.cli import EPILOG, main

_NOTHING = (None, (), False, "")


def page() -> str:
    """Every command with its arguments and options."""
    context = click.Context(main, info_name="fitter")
    parts = [
        "# Commands\n",
        "<!-- Made by `make docs` from fitter/cli; a test compares it with the code. -->\n",
        f"`fitter COMMAND --help` says the same. {EPILOG.replace('fitter serve --dev', '`fitter serve --dev`')}.\n",
    ]
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None  # noqa: S101  it is in the list
        parts += _section(command, click.Context(command, parent=context, info_name=name))
    return "\n".join(parts)


def _section(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"## {context.info_name}\n"
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f"`{usage}`\n"
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        if paragraph.startswith("\b\n"):
            yield f"```\n{paragraph[2:]}\n```\n"
        else:
            yield paragraph.replace("<", "&lt;").replace("*", "\\*") + "\n"
    options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    if options:
        yield "| option | meaning |\n|---|---|"
        yield from (f"| `{_written(one)}` | {_meaning(one)} |" for one in options)
        yield ""


def _written(option: click.Option) -> str:
    if option.is_flag:
        return option.opts[0]
    choices = option.type.choices if isinstance(option.type, click.Choice) else []
    names = {click.IntRange: "NUMBER", click.Path: "PATH"}
    return f"{option.opts[0]} {option.metavar or ' or '.join(choices) or names.get(type(option.type), 'TEXT')}"


def _meaning(option: click.Option) -> str:
    default = f" Default: `{option.default}`." if option.show_default and option.default not in _NOTHING else ""
    return (option.help or "").replace("|", "\\|") + default
