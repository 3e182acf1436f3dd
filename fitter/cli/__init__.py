"""The command line: one file a command."""

from __future__ import annotations

import click

from fitter.cli.check import check
from fitter.cli.config import config
from fitter.cli.ops import ops
from fitter.cli.purge import purge
from fitter.cli.serve import serve
from fitter.cli.upload import upload
from fitter.cli.url import url
from fitter.cli.version import print_version

EPILOG = "Try it: fitter serve --dev"


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=EPILOG)
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


for command in (serve, check, url, upload, purge, ops, config):
    main.add_command(command)
