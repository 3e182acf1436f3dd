"""``fitter ops``: what a URL can ask for."""

from __future__ import annotations

from pathlib import Path

import click
from click.core import ParameterSource

from fitter import reference, resolve
from fitter.cli.options import Refused, config_option
from fitter.problems import ConfigError
from fitter.settings.configfile import load


@click.command()
@config_option
@click.pass_context
def ops(context: click.Context, file: Path) -> None:
    """Print the operations with their arguments, limits and examples; the configuration's own and its presets too."""
    named = context.get_parameter_source("file") is not ParameterSource.DEFAULT
    try:
        settings = load(file) if named or file.exists() else None
        click.echo(reference.operations_text(resolve.operations(settings.operations if settings else [])))
        for name, text in (settings.presets if settings else {}).items():
            click.echo(f"\npreset:{name}\n    {text}")
    except ConfigError as error:
        raise Refused(error) from None
