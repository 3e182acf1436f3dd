"""``fitter --version``."""

from __future__ import annotations

import click

import fitter
from fitter.cli.options import Refused
from fitter.cli.probe import describe_engine
from fitter.problems import ConfigError
from fitter.settings.config import Settings
from fitter.workers.greeting import hello


def print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print the versions and stop."""
    if not wanted or context.resilient_parsing:
        return
    click.echo(f"fitter {fitter.__version__}")
    try:
        engine = describe_engine(hello(Settings.model_construct()))
    except ConfigError as error:
        raise Refused(error) from None
    click.echo(f"{engine['library']} {engine['version']}")
    click.echo(f"reads  {', '.join(engine['read'])}")
    click.echo(f"writes {', '.join(engine['write'])}")
    context.exit()
