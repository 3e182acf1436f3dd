"""``fitter serve``: the server."""

from __future__ import annotations

import logging
import signal
import sys
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from fitter import dev, kernel, log
from fitter.app import App
from fitter.cli import front
from fitter.cli.findings import look
from fitter.cli.fronts import Fronts
from fitter.cli.options import Refused, config_option
from fitter.problems import ConfigError
from fitter.resolve import Unresolved
from fitter.settings.configfile import Reading, read, read_file
from fitter.settings.listening import EVERYWHERE
from fitter.url.address import address as signed_path
from fitter.workers.pool import CannotStart

_log = logging.getLogger("fitter")


@click.command()
@config_option
@click.option("--port", type=click.IntRange(0, 65535), help="Listen on this port; 0 takes a free one.")
@click.option("--address", help="Listen on this address; 0.0.0.0 is every interface.")
@click.option(
    "--dev",
    "developing",
    is_flag=True,
    help="For trying out: a random key, unsigned URLs on loopback, plain logs; sample pictures too without --config.",
)
@click.option("--front", "supervisor", type=int, hidden=True, help="One of several fronts; the process that has them.")
@click.pass_context
def serve(
    context: click.Context, file: Path, port: int | None, address: str | None, developing: bool, supervisor: int | None
) -> None:
    """Serve pictures until SIGTERM, then finish what runs."""
    embedded = developing and context.get_parameter_source("file") is ParameterSource.DEFAULT
    given = {name: value for name, value in (("port", port), ("address", address)) if value is not None}
    if supervisor is not None:
        kernel.end_with(supervisor, signal.SIGTERM)
    try:
        reading = _read(file, embedded, developing, given)
    except ConfigError as error:
        raise Refused(error) from None
    if reading.problems:
        raise Refused(ConfigError(look(reading)[0]))
    settings = reading.settings()
    try:
        if settings.server.processes > 1 and supervisor is None and not developing:
            sys.exit(Fronts(settings.server, ["--config", str(file), *_again(address)]).run())
        if embedded:
            dev.paint_samples()
        log.start(settings.server.log, together=True)
        front.run(settings, _announce_dev if embedded else _announce)
    except (Unresolved, CannotStart) as error:
        raise Refused(ConfigError(look(reading)[0] or str(error).splitlines())) from None
    except ConfigError as error:
        raise Refused(error) from None


def _read(file: Path, embedded: bool, developing: bool, given: dict[str, Any]) -> Reading:
    def change(data: dict[str, Any]) -> None:
        if developing:
            dev.relax(data, given.get("address", "127.0.0.1"))
        server = data.setdefault("server", {})
        if isinstance(server, dict):
            server.update(given)

    return read(dev.EMBEDDED, "the embedded configuration", change) if embedded else read_file(file, change)


def _again(address: str | None) -> list[str]:
    return [] if address is None else ["--address", address]


def _announce(app: App, port: int) -> None:
    place = app.settings.server
    everywhere = f"listens on {place.address} and " if place.address in EVERYWHERE else ""
    _log.info("fitter %sserves on %s", everywhere, place.url(port))


def _announce_dev(app: App, port: int) -> None:
    _announce(app, port)
    log.flush()
    click.echo("Open one of these:")
    for operations, source in dev.TO_OPEN:
        click.echo(f"  {app.settings.server.url(port)}{signed_path(app.grammar, app.signer, operations, source)}")
