"""What several commands share: options, and how problems are shown."""

from __future__ import annotations

from pathlib import Path

import click

from fitter.problems import ConfigError

config_option = click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path),
    envvar="FITTER_CONFIG",
    default="fitter.conf",
    show_default=True,
    help="The configuration file; also the variable FITTER_CONFIG.",
)

sources_option = click.option(
    "--sources",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    show_default=True,
    help="The folder with watermarks and other further pictures.",
)


class Refused(click.ClickException):
    """Problems, one a line, and exit code 1."""

    def __init__(self, error: ConfigError) -> None:
        super().__init__("\n".join(error.lines))

    def show(self, file: object = None) -> None:
        """Print the lines as they are: each begins with its place."""
        click.echo(self.message, err=True)
