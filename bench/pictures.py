"""What pictures that nobody has asked for before cost, beside thumbor and a bare libvips loop in the same run.

``python -m bench.pictures [FOLDER [ROUNDS]]`` prints a table in Markdown, a row for each class of files and each size,
for the pictures of a folder: photographs beside the repository, if there are any, or else painted ones. Every picture
is written in its source's format, and none is kept. All have as many processes as the machine has cores, each has its
turn in every round, and medians over the rounds count. The rate, the processor time of all of a server's processes and
the bytes are shown as what fitter has in relation to the other; of likeness to the source (SSIM of lightness) it is the
difference. A rate above 1 and a plus are better; time and bytes are better below 1. The bare loop writes with the very
settings of fitter's encoders, which are not libvips' own. imgproxy, imagor and ipx take part where they are on PATH.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import others, photos
from bench.contenders import CORES, Contender, fitter, thumbor
from bench.loop import Loop
from bench.quality import Likeness

ROUNDS, TURN = 5, 12
SIZES = ("fit-in/300x200", "fit-in/512x512", "400x400")
OURS, BARE, THUMBOR = "fitter", "libvips", "thumbor"
ALL = "JPEG, all"

Contenders = dict[str, Contender | Loop]


@dataclass(frozen=True)
class Cost:
    """Of one picture."""

    seconds: float
    cpu: float


@dataclass(frozen=True)
class Look:
    """Of the pictures of one class in one size."""

    likeness: float
    bytes: float


Rounds = list[dict[str, Cost]]


def measured(contenders: Contenders, tasks: list[tuple[str, str]], rounds: int) -> Rounds:
    """What each takes in each round."""
    return [{name: turn(one, tasks) for name, one in contenders.items()} for _ in range(rounds)]


def turn(contender: Contender | Loop, tasks: list[tuple[str, str]]) -> Cost:
    before = contender.spent()
    seconds = contender.turn(tasks)
    return Cost(seconds / len(tasks), (contender.spent() - before) / len(tasks))


def looks(contenders: Contenders, files: list[Path], names: list[str]) -> dict[str, dict[str, Look]]:
    """What each makes of the files, by size."""
    found: dict[tuple[str, str], list[Look]] = {(size, one): [] for size in SIZES for one in contenders}
    for file, name in zip(files, names, strict=True):
        alike = Likeness(file.read_bytes())
        for size, contender in found:
            made = contenders[contender].picture(size, name)
            found[size, contender].append(Look(alike(made), len(made)))
    return {size: {one: average([(1, look) for look in found[size, one]]) for one in contenders} for size in SIZES}


def average(parts: list[tuple[int, Look]]) -> Look:
    """Of looks that count so many times each."""
    count = sum(times for times, _ in parts)
    alike, size = (
        sum(times * value for times, value in values) / count
        for values in (
            [(times, look.likeness) for times, look in parts],
            [(times, look.bytes) for times, look in parts],
        )
    )
    return Look(alike, size)


def taken(contenders: Contenders, files: list[Path], copies: photos.Copies) -> list[Path]:
    """The files that every contender makes a picture of; fitter must."""
    found = []
    for file, name in zip(files, copies.made(files, len(files)), strict=True):
        refused = [other for other, one in contenders.items() if other != OURS and not one.makes(SIZES[0], name)]
        if refused:
            sys.stderr.write(f"{file.name} is left out: {', '.join(refused)} cannot make it.\n")
        else:
            found.append(file)
    return found


def together(parts: list[tuple[int, Rounds]]) -> Rounds:
    """The costs of several classes as if their files had come mixed, each class with so many of them."""
    files = sum(count for count, _ in parts)
    return [
        {
            name: Cost(
                sum(count * part[at][name].seconds for count, part in parts) / files,
                sum(count * part[at][name].cpu for count, part in parts) / files,
            )
            for name in parts[0][1][at]
        }
        for at in range(len(parts[0][1]))
    ]


def row(title: str, operations: str, rounds: Rounds, look: dict[str, Look]) -> str:
    ours, own = median(1 / one[OURS].seconds for one in rounds), look[OURS]
    cells = [title, operations, f"{ours:.1f}", f"{median(one[OURS].cpu for one in rounds) * 1000:.1f}"]
    cells += [f"{own.likeness:.4f}", f"{own.bytes / 1000:.1f}"]
    for name in rounds[0]:
        if name != OURS:
            rate = median(one[name].seconds / one[OURS].seconds for one in rounds)
            cpu = median(one[OURS].cpu / one[name].cpu for one in rounds)
            cells += [f"{rate:.2f}", f"{cpu:.2f}", f"{own.likeness - look[name].likeness:+.4f}"]
            cells += [f"{own.bytes / look[name].bytes:.2f}"]
    return f"| {' | '.join(cells)} |\n"


def head(names: list[str]) -> str:
    cells = ["source", "made", "fitter: requests/s", "CPU ms", "SSIM", "kB"]
    cells += [f"{first}{what}" for name in names for first, what in zip(
        (f"to {name}: ", "", "", ""), ("rate", "CPU", "SSIM", "bytes"), strict=True)]  # fmt: skip
    return f"| {' | '.join(cells)} |\n{'|---' * len(cells)}|\n"


def table(contenders: Contenders, copies: photos.Copies, place: Path, rounds: int) -> None:
    """Measure and print, row by row."""
    sys.stdout.write(head([name for name in contenders if name != OURS]))
    jpegs: dict[str, list[tuple[int, Rounds, dict[str, Look]]]] = {size: [] for size in SIZES}
    for title, found in photos.classes(place).items():
        files = taken(contenders, found, copies)
        names = copies.made(files, max(len(files), TURN - TURN % len(files)))
        look = looks(contenders, files, names[: len(files)])
        for size in SIZES:
            costs = measured(contenders, [(size, name) for name in names], rounds)
            sys.stdout.write(row(title, size, costs, look[size]))
            sys.stdout.flush()
            if title.startswith("JPEG"):
                jpegs[size].append((len(files), costs, look[size]))
    for size, parts in jpegs.items():
        if not parts:
            continue
        seen = {one: average([(count, look[one]) for count, _, look in parts]) for one in contenders}
        sys.stdout.write(row(ALL, size, together([part[:2] for part in parts]), seen))


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        place = Path(name)
        source = photos.folder(sys.argv[1:], place / "painted")
        copies = photos.Copies(place / "copies")
        first = copies.made(next(iter(photos.classes(source).values()))[:1], 1)[0]
        contenders: Contenders = {
            OURS: fitter(stack, place / "fitter", copies.root),
            THUMBOR: thumbor(stack, place / "thumbor", copies.root, first),
            BARE: Loop(stack, copies.root),
        }
        there, missing = others.run(stack, copies.root, first)
        table(contenders | there, copies, source, rounds)
    sys.stdout.write(f"\nNot on PATH: {', '.join(missing)}.\n" if missing else "")
    sys.stdout.write("\n{} cores. Load of the machine: {:.1f} {:.1f} {:.1f}\n".format(CORES, *os.getloadavg()))


if __name__ == "__main__":
    main()
