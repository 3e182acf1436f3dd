"""``fitter ops``: what a URL can ask for."""

from __future__ import annotations

from pathlib import Path

import click

from fitter import reference, resolve
from fitter.cli.options import Refused, config_option
from fitter.configfile import load
from fitter.problems import ConfigError


@click.command()
@config_option
def ops(file: Path) -> None:
    """Print the operations with their arguments, limits and examples, the configuration's own included."""
    try:
        extra = load(file).operations if file.exists() else []
        click.echo(reference.operations_text(resolve.operations(extra)))
    except ConfigError as error:
        raise Refused(error) from None
