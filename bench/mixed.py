"""Traffic of all kinds, for fitter and thumbor with results kept in files: hits, cold sizes, and sources that are new.

``python -m bench.mixed [FOLDER [ROUNDS]]`` prints a table in Markdown. Of a hundred requests eighty are for pictures
that are kept, fifteen for a size that nobody has asked for of a source that is known, five for a source that nobody has
asked for. Each server gets the same of them in every round, in the same order, on connections that ask as soon as they
have their answer, and medians over the rounds count.
"""

from __future__ import annotations

import itertools
import os
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from bench import asking, photos
from bench.contenders import CORES, Contender, fitter, kept, thumbor

ROUNDS, TURN = 5, 200
KNOWN, HOT = 12, "fit-in/300x200"
SHARES = {"hit": 0.80, "size": 0.15, "source": 0.05}

Tasks = list[tuple[str, str]]


@dataclass(frozen=True)
class Cost:
    """Of one turn: a rate, processor time of a request, and how long one waits."""

    rate: float
    cpu: float
    half: float
    most: float  # of a hundred, the longest but one


class Traffic:
    """Requests without end, of which the cold ones never come again."""

    def __init__(self, copies: photos.Copies, files: list[Path]) -> None:
        self._copies, self._files = copies, files
        self.known = copies.made(files, KNOWN)
        self._widths, self._chance = itertools.count(120), random.Random(1)  # noqa: S311 it is no secret

    def turn(self, count: int) -> Tasks:
        """So many, shuffled."""
        news = self._copies.made(self._files, round(count * SHARES["source"]))
        sizes = [(f"fit-in/{next(self._widths)}x400", self._known()) for _ in range(round(count * SHARES["size"]))]
        hits = [(HOT, self._known()) for _ in range(count - len(news) - len(sizes))]
        tasks = [*hits, *sizes, *((HOT, name) for name in news)]
        self._chance.shuffle(tasks)
        return tasks

    def _known(self) -> str:
        return self._chance.choice(self.known)


def warmed(contender: Contender, names: list[str]) -> Contender:
    """With all results of known sources kept."""
    for name in names:
        contender.picture(HOT, name)
    time.sleep(0.5)  # they are kept behind the answers
    return contender


def cost(contender: Contender, tasks: Tasks) -> Cost:
    before, lanes = contender.spent(), contender.lanes()
    found = asking.asked(lanes, [contender.url(*task) for task in tasks])
    spent = (contender.spent() - before) / len(tasks)
    return Cost(len(tasks) / found.seconds, spent, median(found.each), quantiles(found.each, n=100)[-1])


def table(rounds: list[dict[str, Cost]]) -> str:
    """Medians, and ratios to thumbor."""
    lines = ["| mixed traffic | requests/s | CPU | p50 | p99 |", "|---|---|---|---|---|"]
    for name in rounds[0]:
        rate, cpu, half, most = (median(getattr(one[name], of) for one in rounds) for of in Cost.__annotations__)
        lines.append(f"| {name} | {rate:.0f} | {cpu * 1000:.1f} ms | {half * 1000:.1f} ms | {most * 1000:.0f} ms |")
    ratios = (median(getattr(one["fitter"], of) / getattr(one["thumbor"], of) for one in rounds)
              for of in Cost.__annotations__)  # fmt: skip
    return "\n".join([*lines, f"| fitter to thumbor | {' | '.join(f'{ratio:.2f}' for ratio in ratios)} |", ""])


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        place = Path(name)
        classes = photos.classes(photos.folder(sys.argv[1:], place / "painted"))
        files = [file for title, some in classes.items() if title != "AVIF" for file in some]  # thumbor fails at some
        traffic = Traffic(photos.Copies(place / "copies"), files)
        root, first = place / "copies", traffic.known[0]
        results = {"use": "fitter.storages.files.FileStorage", "root": str(place / "results")}
        contenders = {
            "fitter": fitter(stack, place / "fitter", root, results),
            "thumbor": thumbor(stack, place / "thumbor", root, first, **kept(place / "thumbor" / "results")),
        }
        for one in contenders.values():
            warmed(one, traffic.known)
        turns = [traffic.turn(TURN) for _ in range(rounds)]
        found = [{name: cost(one, tasks) for name, one in contenders.items()} for tasks in turns]
    sys.stdout.write(table(found))
    sys.stdout.write("\n{} cores. Load of the machine: {:.1f} {:.1f} {:.1f}\n".format(CORES, *os.getloadavg()))


if __name__ == "__main__":
    main()
