"""What a worker needs for a photograph, by the width and the format of the picture: processor time and memory.

``python -m bench.capacity [FOLDER]`` prints a table in Markdown for the JPEG files of a folder: photographs beside the
repository, if there are any, of which those as cameras make them count, or else painted ones. Each row is a process of
its own, as a worker is, which makes one picture after the other and keeps nothing decoded; the time is the median over
the files, the memory the most that the process ever had.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import pyvips

from bench.jpeg import folder, worker
from fitter.blob import Blob
from fitter.workers.process import LIBRARIES

CAMERA = 6_000_000  # pixels
WIDTHS, FORMATS = (300, 1280), ("jpeg", "webp", "avif")
ROUNDS = 3


def photographs(place: Path) -> list[Path]:
    """Those that are as large as cameras make them, or all if none is."""
    paths = sorted(place.glob("*.jpg"))
    headers = {path: pyvips.Image.new_from_file(str(path)) for path in paths}
    return [path for path in paths if headers[path].width * headers[path].height >= CAMERA] or paths


def one(operations: str, paths: list[Path]) -> str:
    """The cells of a row, measured in this process."""
    work, seconds = worker(keep_decoded=0), list[float]()
    work.rehearse()
    for path in paths:
        data = path.read_bytes()
        for _ in range(ROUNDS):
            start = time.process_time()
            assert work(f"{operations}/a.jpg", Blob(data)).read()
            seconds.append(time.process_time() - start)
    taken, memory = median(seconds), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{taken * 1000:.0f} ms | {1 / taken:.1f} | {memory:.0f} MB"


def main() -> None:
    """Print the table, or one row's cells for the process that does."""
    if len(sys.argv) > 2:
        sys.stdout.write(one(sys.argv[2], photographs(Path(sys.argv[1]))))
        return
    lines = ["| picture | CPU | a second and processor | memory at most |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as name:
        place = folder(Path(name))
        for operations in (f"fit-in/{width}x{width}/format:{format}" for format in FORMATS for width in WIDTHS):
            command = [sys.executable, "-m", "bench.capacity", str(place), operations]
            done = subprocess.run(command, capture_output=True, check=True, text=True, env={**os.environ, **LIBRARIES})
            lines.append(f"| `{operations}` | {done.stdout} |")
        lines += ["", f"{len(photographs(place))} photographs"]
    loads = " ".join(f"{load:.1f}" for load in os.getloadavg())
    sys.stdout.write("\n".join([*lines, "", f"{len(os.sched_getaffinity(0))} cores, load averages {loads}"]) + "\n")


if __name__ == "__main__":
    main()
