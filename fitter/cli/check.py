"""``fitter check``: is the configuration right?"""

from __future__ import annotations

from pathlib import Path

import click

from fitter.cli.findings import look
from fitter.cli.options import Refused, config_option
from fitter.problems import ConfigError
from fitter.settings.configfile import read_file


@click.command()
@config_option
@click.option("--live", is_flag=True, help="Also ask loaders and storages whether they can do their work.")
def check(file: Path, live: bool) -> None:
    """Print every problem of the configuration with its place; exit 1 if there is one."""
    try:
        lines, engine = look(read_file(file), live=live)
    except ConfigError as error:
        raise Refused(error) from None
    if lines:
        raise Refused(ConfigError(lines))
    library, reads = f"{engine.get('library', 'The engine')} {engine.get('version', '')}", engine.get("read", ())
    click.echo(f"{file}: all right. {library.strip()} reads {', '.join(reads) or 'what it does not say'}.")
