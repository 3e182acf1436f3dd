"""``fitter url``: sign a URL."""

from __future__ import annotations

from pathlib import Path

import click

from fitter import permissions
from fitter.cli.options import Refused, config_option
from fitter.configfile import load
from fitter.errors import FitterError
from fitter.problems import ConfigError
from fitter.url.address import address
from fitter.url.signature import Signer


@click.command(context_settings={"ignore_unknown_options": True})  # -300x200 is an operation
@config_option
@click.option("--base", default="", metavar="URL", help="What to put before the path: https://img.example.com")
@click.argument("operations")
@click.argument("source")
def url(file: Path, base: str, operations: str, source: str) -> None:
    """Print the signed path of OPERATIONS on SOURCE; what needs quoting is quoted.

    OPERATIONS is what stands in a URL, such as fit-in/300x200/flip; "" is none. SOURCE is the plain key.
    """
    if not source:
        raise click.ClickException("SOURCE is empty; it is the key of the picture, such as holiday/beach.jpg.")
    try:
        settings = load(file)
        signer = Signer(settings.signing_keys, allow_unsigned=settings.security.allow_unsigned)
        path = address(permissions.grammar(settings), signer, operations, source)
    except ConfigError as error:
        raise Refused(error) from None
    except FitterError as error:
        raise click.ClickException(error.detail) from None
    click.echo(base.rstrip("/") + path)
