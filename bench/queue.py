"""How long ``/show`` takes to say 202, with Celery's worker on the same machine, and with a broker that hangs.

``python -m bench.queue [RATE SECONDS]`` asks for new pictures at an even rate and prints a table in Markdown: times of
answers with a worker, with none (the queue fills), and with a broker that hangs; before them those of ``/health``, that
wait for nothing but the machine. At each moment at which a request is due it is sent, whatever became of those before;
its time begins there.
"""

from __future__ import annotations

import http.client
import itertools
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from fitter.url.query import signed
from tests.material import ROOT
from tests.valkey import Valkey

sys.path[:0] = [str(ROOT / "plugins/fitter-celery"), str(ROOT / "plugins/fitter-celery/tests")]

from fitter_celery_stage import Plant  # noqa: E402  it is not installed

LANES = 16
NUMBERS = itertools.count()


class Load:
    """Requests at an even rate."""

    def __init__(self, plant: Any, *, shows: bool = True) -> None:
        self._plant, self._shows, self._own = plant, shows, threading.local()

    def run(self, rate: float, seconds: float) -> tuple[list[float], Counter[int]]:
        """Milliseconds, sorted, and how many answers had which status."""
        start = time.perf_counter() + 0.1
        with ThreadPoolExecutor(LANES) as lanes:
            done = list(lanes.map(self._one, [start + number / rate for number in range(int(rate * seconds))]))
        return sorted(time for time, _ in done), Counter(status for _, status in done)

    def _one(self, due: float) -> tuple[float, int]:
        server = self._plant.server
        path = signed("show", query(), server.signer) if self._shows else "/health"
        time.sleep(max(0, due - time.perf_counter()))
        connection = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return (time.perf_counter() - due) * 1000, answer.status


def query() -> list[tuple[str, str]]:
    """Of a picture that nobody asked for yet."""
    number = next(NUMBERS)
    return [("path", "quarters.jpg"), ("op", f"{20 + number % 80}x{20 + number // 80}"), ("format", "webp")]


def row(name: str, times: list[float], states: Counter[int]) -> str:
    """A line of the table."""
    figures = [times[min(len(times) - 1, int(len(times) * part))] for part in (0.5, 0.95, 0.99, 1)]
    said = ", ".join(f"{count} x {status}" for status, count in sorted(states.items()))
    return f"| {name} | {' | '.join(f'{one:.1f}' for one in figures)} | {said} |\n"


def main() -> None:
    """Print the table."""
    rate, seconds = (float(one) for one in (sys.argv[1:] if len(sys.argv) == 3 else ("40", "10")))
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        broker = stack.enter_context(Valkey(folder / "broker"))
        plant = Plant(folder, broker, lost_after=60, timeout=0.25)
        stack.enter_context(plant.server)
        load, health = Load(plant), Load(plant, shows=False)
        health.run(rate, 1)
        load.run(rate, 1)
        sys.stdout.write("| /show | p50 ms | p95 | p99 | most | answers |\n|---|---|---|---|---|---|\n")
        sys.stdout.write(row("`/health`, for comparison", *health.run(rate, seconds)))
        sys.stdout.write(row("no worker", *load.run(rate, seconds)))
        with plant.worker():
            sys.stdout.write(row("a worker makes them", *load.run(rate, seconds)))
        with broker.paused():
            sys.stdout.write(row("the broker hangs", *load.run(rate, seconds / 2)))
    loads = " ".join(f"{one:.1f}" for one in os.getloadavg())
    sys.stdout.write(f"\n{rate:g} requests/s, {len(os.sched_getaffinity(0))} cores, load averages {loads}\n")


if __name__ == "__main__":
    main()
