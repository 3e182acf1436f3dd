"""What a second worker brings to ``fitter transform`` on a folder: whole commands, one job and several taking turns.

``python -m bench.transform [FOLDER] [OPERATIONS]`` prints a table in Markdown; without a folder it is the sample
pictures, ten times each. What else the machine does takes more from several jobs than from one: the best rounds are
those that it disturbed least, and the load averages say how far the ratios can be trusted.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from fitter.engines import vips_samples

ROUNDS = 5
COPIES = 10
OPERATIONS = "fit-in/1200x1200/format:webp"


@dataclass(frozen=True)
class Cost:
    """Of one command."""

    wall: float  # seconds
    cpu: float  # seconds of all its processes


def measured(folder: Path, operations: str, jobs: int) -> Cost:
    with tempfile.TemporaryDirectory() as out:
        options = ["--jobs", str(jobs), "--keep-suffix"]
        command = [sys.executable, "-m", "fitter", "transform", operations, str(folder), out, *options]
        before, start = spent(), time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True)
        wall = time.perf_counter() - start
        assert any(Path(out).rglob("*.*")), done.stderr
    return Cost(wall, spent() - before)


def spent() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def copies(folder: Path) -> Path:
    vips_samples.paint(folder / "0")
    for number in range(1, COPIES):
        shutil.copytree(folder / "0", folder / str(number))
    return folder


def table(rounds: list[dict[int, Cost]]) -> str:
    """The first row is what the others are compared with: the best round of each, and the median of all."""
    lines = ["| jobs | best | ratio | median | ratio | CPU |", "|---|---|---|---|---|---|"]
    for jobs in rounds[0]:
        walls = {number: [one[number].wall for one in rounds] for number in (1, jobs)}
        cells = [f"{kind(walls[jobs]):.2f} s | {kind(walls[1]) / kind(walls[jobs]):.2f}" for kind in (min, median)]
        cpu = median(one[jobs].cpu for one in rounds)
        lines.append(f"| {jobs} | {' | '.join(cells)} | {cpu:.2f} s |")
    loads = " ".join(f"{load:.1f}" for load in os.getloadavg())
    return "\n".join([*lines, "", f"{len(os.sched_getaffinity(0))} cores, load averages {loads}"])


def main() -> None:
    """Print the table."""
    given = sys.argv[1:]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(given[0]) if given else copies(Path(place))
        operations = given[1] if len(given) > 1 else OPERATIONS
        jobs = sorted({1, len(os.sched_getaffinity(0))})
        measured(folder, operations, jobs[-1])  # the disk's cache is warm for all
        rounds = [{number: measured(folder, operations, number) for number in jobs} for _ in range(ROUNDS)]
    sys.stdout.write(table(rounds) + "\n")


if __name__ == "__main__":
    main()
