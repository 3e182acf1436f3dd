"""``fitter warm``: make pictures before anybody asks for them."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from fitter import kernel
from fitter.cli.options import MOST_WIDE, Refused, config_option, numbers, served
from fitter.cli.warmth import Warmth
from fitter.errors import FitterError
from fitter.problems import ConfigError
from fitter.resolve import Unresolved
from fitter.settings import permissions
from fitter.settings.config import Settings
from fitter.settings.configfile import load
from fitter.url.address import address
from fitter.url.signature import Signer
from fitter.url.widths import by_width
from fitter.warming import listed
from fitter.warming.wanted import Wanted, accepts, header
from fitter.warming.warm import Outcome, State, here, queued
from fitter.warming.web import is_address
from fitter.workers.pool import CannotStart


@click.command()
@config_option
@click.option("--from", "lists", multiple=True, metavar="FILE", help="URLs in a file, one a line; - is standard input.")
@click.option(
    "--sources",
    metavar="FILE|URL",
    help="Sources in a file, a key a line, or in a sitemap, here or on the web; - is standard input.",
)
@click.option("--prefix", default="", metavar="URL", help="What the sitemap's URLs begin with and keys do not.")
@click.option("--op", "operations", multiple=True, metavar="OPERATIONS", help='What to make of each; "" is nothing.')
@click.option("--widths", callback=numbers(int, MOST_WIDE), metavar="W,W,...", help="Each of --op in these widths.")
@click.option(
    "--accept",
    "shown",
    multiple=True,
    metavar="FORMATS",
    help="For clients that show these: avif,webp, or a header; none is those that say nothing. Left out: for those that"
    " show the first of output.auto and all that follow, the second and all that follow, and so on, and for none.",
)
@click.option("--jobs", type=click.IntRange(1, 256), help="Pictures at once; left out: one more than workers.")
@click.option("--queue", is_flag=True, help="Hand them to the queue of the configuration, whose workers make them.")
@click.option("--server", callback=served, metavar="URL", help="Ask a running server for them.")
@click.argument("urls", nargs=-1)
def warm(
    file: Path,
    lists: tuple[str, ...],
    sources: str | None,
    prefix: str,
    operations: tuple[str, ...],
    widths: list[int] | None,
    shown: tuple[str, ...],
    jobs: int | None,
    queue: bool,
    server: str | None,
    urls: tuple[str, ...],
) -> None:
    """Make the pictures of URLS, or of sources, and keep them where the configuration says.

    URLS are signed URLs or paths. What a server would refuse is refused here too. A picture that is there already costs
    a look, and a source is loaded once for all that is made of it. The exit code is 1 if a picture failed.

    \b
    fitter warm --sources https://www.example.com/sitemap.xml --op 600x400/smart --widths 300,600,1200
    fitter warm --sources keys.txt --op preset:card --op fit-in/1600x --queue
    psql -Atc 'select url from pictures' | fitter warm --from - --server https://img.example.com
    """
    if queue and server is not None:
        raise click.UsageError("Give either --queue or --server.")
    if (sources is None) == bool(operations or widths):
        raise click.UsageError("--sources goes with --op or --widths, such as --op 300x200.")
    if prefix and sources is None:
        raise click.UsageError("--prefix goes with --sources.")
    if not (urls or lists or sources):
        raise click.UsageError("Nothing to warm: name URLs, --from or --sources.")
    try:
        settings = load(file)
        named = [*urls, *(line for place in lists for line in listed.lines(place))]
        named += _made_up(settings, listed.sources(sources, prefix), operations, widths) if sources is not None else []
        wished = [header(one) for one in shown] or accepts(settings.output.auto)
        jobs, tally = jobs or settings.workers + 1, Warmth()
        with tally:
            if server is not None:
                _ask(server, _at(server, named, settings), wished, jobs, tally)
            else:
                _run(settings, named, wished, jobs, tally, queue)
    except ConfigError as error:
        raise Refused(error) from None
    except (FitterError, Unresolved, CannotStart) as error:
        raise click.ClickException(getattr(error, "detail", str(error))) from None
    raise SystemExit(tally.tell())


def _made_up(
    settings: Settings, sources: Sequence[str], operations: Sequence[str], widths: Sequence[int] | None
) -> Iterator[str]:
    """The signed paths of all that is to be made of each source, those of one together."""
    signer = Signer(settings.signing_keys, allow_unsigned=settings.security.allow_unsigned)
    grammar = permissions.grammar(settings)
    wanted = list(operations) or [""]
    if widths:
        wanted = [text for one in wanted for _, text in by_width(grammar, one, widths)]
    for source in sources:
        for one in wanted:
            yield address(grammar, signer, one, source)


def _run(
    settings: Settings, urls: Sequence[str], wished: Sequence[str], jobs: int, tally: Warmth, to_queue: bool
) -> None:
    async def whole() -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  for the type checker
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        await (queued if to_queue else here)(settings, urls, wished, jobs, tally.expect, tally.count)

    kernel.hide()
    asyncio.run(whole())


def _at(server: str, urls: Sequence[str], settings: Settings) -> list[str]:
    """Where the server has them: what the world calls by its public address is asked of the server itself."""
    public = f"{settings.server.public_url or ''}/"
    paths = [one.removeprefix(public) if settings.server.public_url else one for one in urls]
    return [one if is_address(one) else f"{server}/{one.lstrip('/')}" for one in paths]


def _ask(server: str, urls: Sequence[str], wished: Sequence[str], jobs: int, tally: Warmth) -> None:
    from fitter.client import Client  # with requests, for which nothing else here should wait

    tally.expect(len(urls) * len(wished))
    for one in Client(server).warm(urls, jobs, wished):
        wanted, why = Wanted(one.url, one.accept), f"{one.status} {one.problem}" if one.status else one.problem
        tally.count(Outcome(wanted, State.ANSWERED) if one.ok else Outcome(wanted, State.FAILED, why))
