"""What the widths of one ``srcset`` cost, asked for at once, with what was decoded kept and not kept.

``python -m bench.srcset [PHOTO [ROUNDS]]`` prints a table in Markdown. The source has 12 megapixels: a photograph, or a
painted one with the grain of one. Each round asks two servers for all widths of a file that they have not seen, on
eight connections. "CPU" is that of the workers. The ratios are medians over rounds, of "off" to "kept"; the pictures
of both are compared byte for byte.
"""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pyvips

from bench.front import spent
from bench.jpeg import WIDTHS, unseen
from fitter.engines import vips_samples
from tests.server import Server
from tests.web.stage import Stage, children

ROUNDS = 7
SIZE = (4000, 3000)
KINDS = {"baseline": False, "progressive": True}
WAYS = {"kept": {}, "off": {"keep_decoded": 0}}


@dataclass(frozen=True)
class Turn:
    """What one round took of one server."""

    seconds: float
    processor: float
    bodies: list[bytes]


def photograph(path: str | None, folder: Path) -> pyvips.Image:
    """Twelve megapixels."""
    if path is None:
        vips_samples.paint(folder)
        painted = pyvips.Image.thumbnail(str(folder / "mountains.jpg"), SIZE[0], height=SIZE[1], size="force")
        return (painted + pyvips.Image.gaussnoise(*SIZE, sigma=6)).cast("uchar").copy_memory()
    return pyvips.Image.thumbnail(path, SIZE[0], height=SIZE[1], crop="centre").copy_memory()


def sources(file: bytes, folders: list[Path]) -> Iterator[str]:
    """The names of files with the same picture and different bytes, new ones for ever."""
    for number in itertools.count():
        for folder in folders:
            (folder / f"{number}.jpg").write_bytes(unseen(file))
        yield f"{number}.jpg"


def asked(server: Server, name: str) -> Turn:
    """All widths at once."""
    workers = list(children(server.process.pid))
    with ThreadPoolExecutor(len(WIDTHS)) as crew:
        before, start = sum(map(spent, workers)), time.perf_counter()
        answers = list(crew.map(lambda width: server.get(f"{width}x", name), WIDTHS))
        seconds = time.perf_counter() - start
    assert {answer.status for answer in answers} == {200}
    return Turn(seconds, sum(map(spent, workers)) - before, [answer.body for answer in answers])


def row(file: bytes, workers: int, rounds: int, folder: Path) -> str:
    """The cells of one source and one number of workers."""
    with ExitStack() as stack:
        servers, images = {}, []
        for name, options in WAYS.items():
            stage = Stage(folder / f"{name}{workers}{len(file)}", {})
            images.append(stage.folder / "images")
            servers[name] = stack.enter_context(stage.server(engine={"workers": workers, **options}))
        names = sources(file, images)
        for server in servers.values():
            asked(server, next(names))
        turns = [{w: asked(server, name) for w, server in servers.items()} for name in itertools.islice(names, rounds)]
    assert all(turn["kept"].bodies == turn["off"].bodies for turn in turns)
    times = [median(turn[way].seconds for turn in turns) * 1000 for way in ("off", "kept")]
    faster = median(turn["off"].seconds / turn["kept"].seconds for turn in turns)
    cheaper = median(turn["off"].processor / turn["kept"].processor for turn in turns)
    return f"{times[0]:.0f} ms | {times[1]:.0f} ms | {faster:.2f} | {cheaper:.2f}"


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    lines = ["| source | workers | off | kept | times as fast | CPU |", "|---|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as name:
        picture = photograph(sys.argv[1] if len(sys.argv) > 1 else None, Path(name) / "samples")
        for kind, progressive in KINDS.items():
            file = bytes(picture.jpegsave_buffer(Q=85, interlace=progressive, keep="none"))
            for workers in sorted({1, len(os.sched_getaffinity(0))}):
                lines.append(f"| {kind} | {workers} | {row(file, workers, rounds, Path(name))} |")
    loads = " ".join(f"{load:.1f}" for load in os.getloadavg())
    sys.stdout.write("\n".join([*lines, "", f"Load averages {loads}"]) + "\n")


if __name__ == "__main__":
    main()
