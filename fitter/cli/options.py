"""What several commands share: options, numbers in one, and how problems are shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from fitter.problems import ConfigError
from fitter.url import base
from fitter.values import plain

MOST_WIDE = 100_000
"""Pixels that a width may have."""

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


def based(context: click.Context, parameter: click.Parameter, text: str) -> str:
    """What is put before a path: a URL without slashes at its end, or nothing."""
    try:
        return base.based(text)
    except ValueError as error:
        raise click.BadParameter(f"{error}.") from None


def served(context: click.Context, parameter: click.Parameter, text: str | None) -> str | None:
    """Where a server runs: a URL, or host and port alone."""
    return based(context, parameter, text if "//" in text else f"http://{text}") if text else None


def numbers(kind: Callable[[str], float], most: float) -> Callable[..., list[float] | None]:
    """Numbers with commas between them: each once, the smallest first."""

    def read(context: click.Context, parameter: click.Parameter, text: str | None) -> list[float] | None:
        try:
            numbers = sorted({kind(part) for part in text.split(",")}) if text is not None else None
        except ValueError:
            numbers = []
        if numbers is None or (numbers and all(0 < number <= most for number in numbers)):
            return numbers
        raise click.BadParameter(f"{text!r} must be numbers up to {plain(most)} with commas between them.")

    return read
