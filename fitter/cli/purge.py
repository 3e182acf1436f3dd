"""``fitter purge``: forget sources and all that was made of them."""

from __future__ import annotations

import asyncio
import http.client
import json
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import click

from fitter.app import App
from fitter.cli.options import Refused, config_option, served
from fitter.errors import FitterError
from fitter.problems import ConfigError
from fitter.settings import permissions
from fitter.settings.config import Settings
from fitter.settings.configfile import load
from fitter.url.address import address
from fitter.url.signature import PURGE, Signer

_PATIENCE = 60.0  # seconds for one source


@click.command()
@config_option
@click.option(
    "--server",
    callback=served,
    metavar="URL",
    help="Where fitter runs; left out: where the configuration says it listens.",
)
@click.option("--print", "only_print", is_flag=True, help="Only print the signed paths, to send DELETE or PURGE to.")
@click.argument("sources", nargs=-1, required=True)
def purge(file: Path, server: str | None, only_print: bool, sources: tuple[str, ...]) -> None:
    """Forget SOURCES, their pictures too, in every tier; they are loaded anew when they are asked for.

    A running server is asked to do it, so that its memory forgets as well. Where none is running at the address of the
    configuration, the storages are cleared without it.
    """
    try:
        settings = load(file)
        paths = _paths(settings, sources)
        if only_print:
            click.echo("\n".join(paths))
            return
        failed = _ask(server or settings.server.url(), paths, sources)
        if failed is None:
            if server is not None:
                raise click.ClickException(f"{server} does not answer: nothing listens there.")
            failed = asyncio.run(_clear(settings, sources))
    except ConfigError as error:
        raise Refused(error) from None
    except FitterError as error:
        raise click.ClickException(error.detail) from None
    if failed:
        raise click.ClickException("\n".join(failed))


def _paths(settings: Settings, sources: Sequence[str]) -> list[str]:
    signer = Signer(settings.signing_keys, allow_unsigned=settings.security.allow_unsigned)
    grammar = permissions.grammar(settings)
    return [address(grammar, signer, "", source, PURGE) for source in sources]


def _ask(server: str, paths: Sequence[str], sources: Sequence[str]) -> list[str] | None:
    """What failed; None when nothing listens there. One that listens and does not answer has a memory all the same."""
    place = urlsplit(server)
    kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
    failed = []
    for path, source in zip(paths, sources, strict=True):
        connection = kind(place.netloc, timeout=_PATIENCE)
        try:
            connection.request("DELETE", place.path.rstrip("/") + path)
            answer = connection.getresponse()
            text = answer.read()
        except ConnectionRefusedError:
            return None
        except (OSError, http.client.HTTPException) as error:
            raise click.ClickException(f"{server} does not answer: {error}") from None
        finally:
            connection.close()
        if answer.status != 204:
            failed.append(f"{source}: {answer.status} {_detail(text)}")
    return failed


def _detail(text: bytes) -> str:
    try:
        return str(json.loads(text)["detail"])
    except (ValueError, KeyError, TypeError):
        return "The server gives no reason."


async def _clear(settings: Settings, sources: Sequence[str]) -> list[str]:
    app, failed = App(settings), []
    try:
        for source in sources:
            try:
                await app.purge.everywhere(source)
            except FitterError as error:
                failed.append(f"{source}: {error.detail}")
    finally:
        await app.close()
    return failed
