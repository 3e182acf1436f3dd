"""``fitter check``: is the configuration right?"""

from __future__ import annotations

from pathlib import Path

import click

from fitter.app import hello
from fitter.cli.options import Refused, config_option
from fitter.cli.probe import describe_engine
from fitter.config import load
from fitter.problems import ConfigError


@click.command()
@config_option
def check(file: Path) -> None:
    """Print every problem of the configuration with its place; exit 1 if there is one."""
    try:
        settings = load(file)
        settings.vocabulary()
        engine = describe_engine(hello(settings))
    except ConfigError as error:
        raise Refused(error) from None
    click.echo(f"{file}: all right. {engine['library']} {engine['version']} reads {', '.join(engine['read'])}.")
