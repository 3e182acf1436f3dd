"""The command line: one file a command, loaded when it is asked for."""

from __future__ import annotations

import importlib

import click

from fitter.loading import loading

EPILOG = "Try it: fitter serve --dev"
NAMES = ("serve", "check", "url", "srcset", "transform", "shell", "warm", "upload", "purge", "ops", "config")
"""The commands; each is the one of that name in the module of that name."""


class Commands(click.Group):
    """Commands that are imported by name: none waits for what only the others need."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order in which they are told."""
        return list(NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in NAMES:
            return None
        with loading():
            found: click.Command = getattr(importlib.import_module(f"{__name__}.{cmd_name}"), cmd_name)
        return found


def print_version(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    """Print the versions and stop."""
    if wanted and not context.resilient_parsing:
        from fitter.cli.version import print_version as asked  # with all that starts a worker

        asked(context, parameter, wanted)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EPILOG)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=print_version,
    help="Print the versions of fitter and of the imaging library with its formats, asked of a worker.",
)
def main() -> None:
    """Fitter, an on-demand image server: signed URLs in, pictures out."""
