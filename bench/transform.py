"""What a second worker brings to ``fitter transform`` on a folder: whole commands, one job and several taking turns.

``python -m bench.transform [FOLDER] [OPERATIONS]`` prints a table in Markdown; without a folder it is the sample
pictures, ten times each. What else the machine does takes more from several jobs than from one: the best rounds are
those that it disturbed least. The last row is what the machine has to give: as many commands of one job at once, which
share nothing, each with all of the work.
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
from subprocess import DEVNULL

from fitter.engines import vips_samples

ROUNDS = 5
COPIES = 10
OPERATIONS = "fit-in/1200x1200/format:webp"


@dataclass(frozen=True)
class Cost:
    """Of one command."""

    wall: float  # seconds
    cpu: float  # seconds of all its processes


def measured(folder: Path, operations: str, jobs: int, commands: int = 1) -> Cost:
    """What one of so many commands at once costs."""
    with tempfile.TemporaryDirectory() as place:
        outs = [f"{place}/{number}" for number in range(commands)]
        fitter = [sys.executable, "-m", "fitter", "transform", "--jobs", str(jobs), "--keep-suffix"]
        before, start = spent(), time.perf_counter()
        running = [subprocess.Popen([*fitter, operations, folder, out], stdout=DEVNULL, stderr=DEVNULL) for out in outs]
        for one in running:
            one.wait()
        wall = time.perf_counter() - start
        assert all(any(Path(out).rglob("*.*")) for out in outs)
    return Cost(wall / commands, (spent() - before) / commands)


def spent() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def copies(folder: Path) -> Path:
    vips_samples.paint(folder / "0")
    for number in range(1, COPIES):
        shutil.copytree(folder / "0", folder / str(number))
    return folder


def table(rounds: list[dict[str, Cost]]) -> str:
    """The first row is what the others are compared with: the best round of each, and the median of all."""
    lines = ["| | best | ratio | median | ratio | CPU |", "|---|---|---|---|---|---|"]
    first = [one[next(iter(one))].wall for one in rounds]
    for kind in rounds[0]:
        walls = [one[kind].wall for one in rounds]
        cells = [f"{of(walls):.2f} s | {of(first) / of(walls):.2f}" for of in (min, median)]
        cpu = median(one[kind].cpu for one in rounds)
        lines.append(f"| {kind} | {' | '.join(cells)} | {cpu:.2f} s |")
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    given = sys.argv[1:]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(given[0]) if given else copies(Path(place))
        operations = given[1] if len(given) > 1 else OPERATIONS
        cores = len(os.sched_getaffinity(0))
        kinds = {"1 job": (1, 1), f"{cores} jobs": (cores, 1), f"{cores} commands": (1, cores)}
        measured(folder, operations, cores)  # the disk's cache is warm for all
        rounds = [{kind: measured(folder, operations, *how) for kind, how in kinds.items()} for _ in range(ROUNDS)]
    sys.stdout.write(table(rounds) + "\n")


if __name__ == "__main__":
    main()
