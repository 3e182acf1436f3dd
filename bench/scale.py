"""What a second worker brings, and how long one waits when the machine has four fifths of what it can do to do.

``python -m bench.scale [FOLDER [ROUNDS]]`` prints two tables in Markdown about pictures that nobody has asked for
before. The first compares fitter with as many workers as cores to fitter with one, in turns; where others use the
machine too, the cores that each one got say how far the ratio can be trusted. In the other, requests come by chance
(Poisson arrivals) at four fifths of the rate that was just measured, whatever became of those before; each one's time
begins when it is due. What else the machine does shows most in the longest times.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from contextlib import ExitStack
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles

from bench import asking, photos
from bench.contenders import CORES, Contender, fitter

ROUNDS, TURN, LOAD, SECONDS = 7, 40, 0.8, 10.0
SIZE, LANES = "fit-in/300x200", 64


def rate(contender: Contender, names: list[str]) -> tuple[float, float]:
    """Pictures a second, as many as it can make, and seconds of its processor for each."""
    before = contender.spent()
    seconds = contender.turn([(SIZE, name) for name in names])
    return len(names) / seconds, (contender.spent() - before) / len(names)


def waits(contender: Contender, names: list[str], capacity: float) -> list[float]:
    """Seconds that each one waited, when they come at a part of the capacity."""
    chance, count = random.Random(1), int(capacity * LOAD * SECONDS)  # noqa: S311 it is no secret
    due = list(accumulate(chance.expovariate(capacity * LOAD) for _ in range(count)))
    paths = [contender.url(SIZE, names[at % len(names)]) for at in range(count)]
    return asking.asked(list(contender.ports) * LANES, paths, due).each


def main() -> None:
    """Print the tables."""
    rounds, many = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS, f"{CORES} workers"
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        place = Path(name)
        classes = photos.classes(photos.folder(sys.argv[1:], place / "painted"))
        copies, files = photos.Copies(place / "copies"), classes[photos.BASELINE]
        names = copies.made(files, TURN)
        contenders = {
            title: fitter(stack, place / title, copies.root, workers=count)
            for title, count in {"1 worker": 1, many: CORES}.items()
        }
        found = [{title: rate(one, names) for title, one in contenders.items()} for _ in range(1 + rounds)][1:]
        sys.stdout.write("| workers | pictures/s | to one | CPU | cores that it got |\n|---|---|---|---|---|\n")
        for title in contenders:
            ratio = median(one[title][0] / one["1 worker"][0] for one in found)
            many_a_second, cpu = (median(one[title][at] for one in found) for at in (0, 1))
            cores = median(one[title][0] * one[title][1] for one in found)
            sys.stdout.write(f"| {title} | {many_a_second:.1f} | {ratio:.2f} | {cpu * 1000:.1f} ms | {cores:.2f} |\n")
        sys.stdout.write("\n| come by chance | pictures/s | p50 | p99 | p99 to p50 |\n|---|---|---|---|---|\n")
        for title, some in {"one file": names[:1], "several files": names}.items():
            unlike = copies.made([copies.root / one for one in some], TURN)
            capacity = median(rate(contenders[many], unlike)[0] for _ in range(3))
            times = waits(contenders[many], unlike, capacity)
            half, most = median(times) * 1000, quantiles(times, n=100)[-1] * 1000
            row = f"| {title} | {capacity * LOAD:.1f} of {capacity:.1f} | {half:.1f} ms | {most:.1f} ms "
            sys.stdout.write(f"{row}| {most / half:.1f} |\n")
    sys.stdout.write("\n{} cores. Load of the machine: {:.1f} {:.1f} {:.1f}\n".format(CORES, *os.getloadavg()))


if __name__ == "__main__":
    main()
