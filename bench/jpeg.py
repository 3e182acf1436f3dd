"""What a JPEG made of a JPEG costs a worker: processor time beside a bare libvips loop, and how like the source it is.

``python -m bench.jpeg [FOLDER [ROUNDS]]`` prints tables in Markdown for the JPEG files of a folder: photographs beside
the repository, if there are any, or else painted ones. Each cell is a median
over rounds in which all ways take turns: libvips' own thumbnail and save at quality 80, a worker whose engine decodes
with libvips ("before"), and one with libjpeg-turbo ("now"). "Floor" is what no way of using libjpeg-turbo can save: its
decoder alone, to an eighth, in grey. The last two columns are how much less the result is like a picture that is
decoded in full and resized by Lanczos 3 (SSIM of lightness) than that of the bare loop, and of the worker before. Then,
what keeping decoded pixels brings to eight widths of one picture. Load averages say how far the ratios can be trusted.
"""

from __future__ import annotations

import itertools
import os
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pyvips
import simplejpeg

from bench.quality import Likeness
from fitter.blob import Blob
from fitter.engines import vips_samples
from fitter.settings.config import Settings
from fitter.workers.greeting import hello
from fitter.workers.process import LIBRARIES
from fitter.workers.work import Work
from tests.material import BESIDE

ROUNDS = 7
SIZES = {
    "fit-in/300x200": (300, 200),
    "fit-in/512x512": (512, 512),
    "fit-in/720x588": (720, 588),
    "400x400": (400, 400),
}
WIDTHS = (160, 240, 320, 480, 640, 768, 960, 1280)
NUMBERS = itertools.count()

Way = Callable[[bytes], bytes]


def worker(**options: object) -> Work:
    """The work of a worker, without its process."""
    nowhere = {"use": "fitter.storages.files.FileStorage", "root": "."}
    security = {"allow_unsigned": True}
    return Work(hello(Settings.model_validate({"loader": nowhere, "security": security, "engine": options})))


def bare(operations: str) -> Way:
    width, height = SIZES[operations]
    options = {"height": height, "crop": "none" if "fit" in operations else "centre"}
    return lambda data: bytes(pyvips.Image.thumbnail_buffer(data, width, **options).jpegsave_buffer(Q=80, keep="none"))


def made(work: Work, operations: str) -> Way:
    return lambda data: work(f"{operations}/a.jpg", Blob(data)).read()


def floor(data: bytes) -> bytes:
    height, width, *_ = simplejpeg.decode_jpeg_header(data)
    return bytes(simplejpeg.decode_jpeg(data, "gray", min_width=width / 8, min_height=height / 8)[:1])


def spent(way: Way, data: bytes) -> float:
    """Seconds of the processor."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    way(data)
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def unseen(data: bytes) -> bytes:
    """The same picture in other bytes, with a comment before it."""
    return data[:2] + b"\xff\xfe\x00\x08%06d" % next(NUMBERS) + data[2:]


def taking_turns(ways: dict[str, Way], data: bytes, rounds: int) -> dict[str, list[float]]:
    """What each takes in each round, for a file that it has not seen: one that differs from its third byte on."""
    for way in ways.values():
        way(data)
    taken = [{name: spent(way, unseen(data)) for name, way in ways.items()} for _ in range(rounds)]
    return {name: [one[name] for one in taken] for name in ways}


def ratio(taken: dict[str, list[float]], way: str, beside: str) -> float:
    return median(one / other for one, other in zip(taken[way], taken[beside], strict=True))


def row(data: bytes, operations: str, rounds: int, works: dict[str, Work]) -> str:
    """The cells of one picture in one size."""
    ways: dict[str, Way] = {"bare": bare(operations), "floor": floor}
    ways |= {name: made(work, operations) for name, work in works.items()}
    taken = taking_turns(ways, data, rounds)
    likeness = Likeness(data)
    alike = {name: likeness(ways[name](data)) for name in ("bare", "before", "now")}
    ratios = " | ".join(f"{ratio(taken, name, 'bare'):.2f}" for name in ("before", "now", "floor"))
    lost = " | ".join(f"{alike[name] - alike['now']:+.4f}" for name in ("bare", "before"))
    return f"{median(taken['bare']) * 1000:.1f} ms | {ratios} | {lost}"


def widths(data: bytes, rounds: int) -> float:
    """How many times as fast eight widths are when what was decoded is kept."""

    def all_of(work: Work) -> Way:
        ways = [made(work, f"{width}x") for width in WIDTHS]
        return lambda data: b"".join(way(data) for way in ways)

    works = {"kept": worker(), "off": worker(keep_decoded=0)}
    return ratio(taking_turns({name: all_of(work) for name, work in works.items()}, data, rounds), "off", "kept")


def main() -> None:
    """Print the tables."""
    if not os.environ.items() >= LIBRARIES.items():  # the allocator reads them before anything else runs
        os.execve(sys.executable, sys.orig_argv, {**os.environ, **LIBRARIES})  # noqa: S606  this same program
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    with tempfile.TemporaryDirectory() as name:
        write(sorted(folder(Path(name)).glob("*.jpg")), rounds)


def folder(painted: Path) -> Path:
    """Where the photographs are."""
    if len(sys.argv) > 1:
        return Path(sys.argv[1])
    if (BESIDE / "photos").is_dir():
        return BESIDE / "photos"
    vips_samples.paint(painted)
    return painted


def write(paths: list[Path], rounds: int) -> None:
    """Measure, and print."""
    works = {"before": worker(jpeg_turbo=False), "now": worker()}
    lines = ["| picture | made | bare libvips | before | now | floor | SSIM lost to bare | to before |"]
    lines += ["|---" * 8 + "|"]
    for path in paths:
        for operations in SIZES:
            lines.append(f"| {path.name} | {operations} | {row(path.read_bytes(), operations, rounds, works)} |")
    lines += ["", "| picture | eight widths, decoded once |", "|---|---|"]
    lines += [f"| {path.name} | {widths(path.read_bytes(), max(3, rounds // 2)):.2f} times as fast |" for path in paths]
    loads = " ".join(f"{load:.1f}" for load in os.getloadavg())
    sys.stdout.write("\n".join([*lines, "", f"{len(os.sched_getaffinity(0))} cores, load averages {loads}"]) + "\n")


if __name__ == "__main__":
    main()
