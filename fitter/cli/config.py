"""``fitter config``: a commented configuration with every setting."""

from __future__ import annotations

import click

from fitter import reference


@click.command()
def config() -> None:
    """Print a commented configuration with every setting and its default."""
    click.echo(reference.configuration_text(), nl=False)
