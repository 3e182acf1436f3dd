"""``fitter upload``: send pictures to a running server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fitter.cli.options import Refused, config_option, served
from fitter.problems import ConfigError
from fitter.settings.config import Settings
from fitter.settings.configfile import load

if TYPE_CHECKING:
    from fitter.client import Client


@click.command()
@config_option
@click.option(
    "--server",
    callback=served,
    metavar="URL",
    help="Where fitter runs; left out: where the configuration says it listens.",
)
@click.option("--key", "source", metavar="KEY", help="Add or replace this key; left out: the server chooses one.")
@click.option("--delete", is_flag=True, help="Delete the uploads of the keys FILES instead.")
@click.option(
    "--print", "only_print", is_flag=True, help="Only print signed URLs to send with PUT (POST without a key) to."
)
@click.option("--seconds", type=click.IntRange(1), help="How long a printed URL is good; left out: 600.")
@click.argument("files", nargs=-1)
def upload(
    file: Path,
    server: str | None,
    source: str | None,
    delete: bool,
    only_print: bool,
    seconds: int | None,
    files: tuple[str, ...],
) -> None:
    """Upload FILES and print the key that each has now.

    The upload is signed with the first key of the configuration; where it has none, the first token is sent. With
    --print no server is asked: the URL is for somebody else, such as a browser, and good for one method and one key.
    """
    try:
        settings = load(file)
    except ConfigError as error:
        raise Refused(error) from None
    client = _client(settings, server, only_print=only_print)
    if seconds is not None and not only_print:
        raise click.UsageError("--seconds goes with --print: what is sent at once needs no time.")
    _check(files, source, delete=delete, only_print=only_print)
    if only_print:
        method = "DELETE" if delete else "PUT" if source or delete else "POST"
        for one in files if delete else [source or ""]:
            click.echo(client.upload_url(method, one, seconds=seconds or 600))
        return
    failed = [problem for one in files if (problem := _done(client, one, source or "", delete))]
    if failed:
        raise click.ClickException("\n".join(failed))


def _check(files: tuple[str, ...], source: str | None, *, delete: bool, only_print: bool) -> None:
    """Whether the words and options go together; raises UsageError."""
    if delete and (source or not files):
        raise click.UsageError("Name the keys to delete, without --key.")
    if only_print and files and not delete:
        raise click.UsageError("With --print no file is sent; the URL is for the key of --key, or for a new one.")
    if not (only_print or files) or (source and len(files) > 1):
        raise click.UsageError("Name the files to upload; with --key, one of them.")


def _client(settings: Settings, server: str | None, *, only_print: bool) -> Client:
    from fitter.client import Client  # with requests, for which no other command should wait

    base, keys, tokens = server or settings.server.url(), settings.signing_keys, settings.upload.tokens
    segments = settings.thumbor.segments
    if keys:
        first = keys[0]
        return Client(base, first.secret.decode(), first.algorithm, first.length, segments)
    if not settings.upload.allow_unsigned and (only_print or not tokens):
        raise click.ClickException("security.keys has no key to sign uploads with.")
    return Client(base, segments=segments, token=tokens[0].get_secret_value() if tokens else "")


def _done(client: Client, name: str, source: str, delete: bool) -> str:
    """Upload or delete one; what went wrong."""
    from fitter.client import Failed

    try:
        if delete:
            client.delete(name)
        else:
            click.echo(client.upload(name, source).key)
    except Failed as error:
        return f"{name}: {error}"
    except OSError as error:
        return f"{name}: cannot be read: {error.strerror or error}"
    return ""
