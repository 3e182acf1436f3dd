"""``fitter transform``: pictures in files, by the language of the URLs."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import click

from fitter.cli.options import Refused, sources_option
from fitter.cli.tally import Tally
from fitter.errors import FitterError
from fitter.local.backup import Backup
from fitter.local.batch import Batch
from fitter.local.selection import Naming, Task, tasks
from fitter.local.settings import local
from fitter.local.workshop import Workshop
from fitter.problems import ConfigError
from fitter.url.vocabulary import HINT

_FORMATS = click.Choice(["jpeg", "png", "webp", "avif", "gif", "jxl", "tiff"])


@click.command(context_settings={"ignore_unknown_options": True})  # -300x200 is an operation
@click.option("--format", "format", type=_FORMATS, help="The format; left out: as the names of the results say.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Pictures at once; left out: as many as cores.")
@click.option("--force", is_flag=True, help="Replace results that are there; left out: they are skipped.")
@click.option("--keep-suffix", is_flag=True, help="a.png becomes a.png.webp instead of a.webp.")
@sources_option
@click.option(
    "--backup",
    metavar="URL",
    help="Keep each result in S3 too: s3://bucket/prefix. Keys and region are those of the environment, of AWS's files"
    " or of the machine; AWS_ENDPOINT_URL leads to another S3.",
)
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path),
    help="A fitter.conf whose engine, detector, operations, presets, limits and output count; left out: larger limits"
    " than a server's, and TIFF is read and written.",
)
@click.argument("operations")
@click.argument("sources_and_target", nargs=-1, required=True, metavar="SOURCE... TARGET")
def transform(
    operations: str,
    sources_and_target: tuple[str, ...],
    format: str | None,
    jobs: int | None,
    force: bool,
    keep_suffix: bool,
    sources: Path,
    backup: str | None,
    file: Path | None,
) -> None:
    """Make pictures of files by OPERATIONS: what stands in a URL, such as fit-in/300x200/flip; "" is none.

    A SOURCE is a file, a folder with all that is below it, or a pattern in quotes such as 'photos/**/*.jpg'. Hidden
    folders, links to folders and the one for the results are left out. TARGET is a file, or a folder, in which the
    sources' folders are made again. - is standard input or output, for one picture.

    The name of a result says its format. A result is seen whole or not at all, and never replaces a source. The exit
    code is 1 if a picture failed.

    \b
    fitter transform fit-in/300x200/flip in.jpg out.webp
    fitter transform 800x/quality:auto --format avif photos/ small/
    cat in.jpg | fitter transform 300x200/smart --format webp - - > out.webp
    """
    *given, target = sources_and_target
    if not given:
        raise click.UsageError("Two names are needed: a source and a target.")
    try:
        settings = local(file)
        workshop = Workshop(settings, sources)
        recipe = workshop.read(operations)
        naming = Naming(recipe, format, keep_suffix)
        found = tasks(given, target, naming, [sources / key for key in recipe.further])
        kept = Backup(backup) if backup else None
        tally = Tally(len(found), to_stderr=target == "-")
        stopped = _finish(Batch(workshop, recipe, force, kept), found, jobs or settings.workers, tally)
    except ConfigError as error:
        raise Refused(error) from None
    except FitterError as error:
        raise click.ClickException(error.detail.replace(HINT, "")) from None
    tally.tell("stopped: " if stopped else "")
    raise SystemExit(130 if stopped else 1 if tally.troubles else 0)


def _finish(batch: Batch, found: list[Task], jobs: int, tally: Tally) -> bool:
    """Do all of it; whether somebody stopped it before."""
    try:
        with tally.shown():
            asyncio.run(_run(batch, found, jobs, tally))
    except (KeyboardInterrupt, asyncio.CancelledError):
        return True
    return False


async def _run(batch: Batch, found: list[Task], jobs: int, tally: Tally) -> None:
    stop, task = asyncio.get_running_loop().add_signal_handler, asyncio.current_task()
    assert task is not None  # noqa: S101  for the type checker
    stop(signal.SIGTERM, task.cancel)  # as Ctrl-C does: nothing half written stays, and no worker
    try:
        await batch.run(found, jobs, tally.count)
    finally:
        if batch.backup is not None:
            await batch.backup.close()
