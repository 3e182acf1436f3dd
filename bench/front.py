"""What the front costs: its own part of a cold request, its memory and a worker's, and the time until it is ready.

``python -m bench.front`` prints a table in Markdown. A cold request has its source in a file and its result in memory;
each asks for another size, so that nothing is kept of it. What the worker does is not counted.
"""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.material import ROOT
from tests.server import Server
from tests.web.stage import Stage, children

REQUESTS, ROUNDS, STARTS = 200, 5, 3
_TICK = 1 / os.sysconf("SC_CLK_TCK")


def spent(process: int) -> float:
    """Seconds of a process."""
    return sum(map(int, Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13])) * _TICK


def memory(process: int) -> float:
    """Megabytes that a process has, those that it shares with others among them."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
    assert found
    return int(found[1]) / 1024


def cold(server: Server, start: int) -> float:
    """The front's seconds for a request whose picture is made."""
    paths = [server.path(f"{width}x40", "quarters.jpg") for width in range(start, start + REQUESTS)]
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    before = spent(server.process.pid)
    for path in paths:
        connection.request("GET", path)
        answer = connection.getresponse()
        assert answer.read()
        assert answer.headers["X-Cache"] == "MISS"
    connection.close()
    return (spent(server.process.pid) - before) / REQUESTS


def started(file: Path) -> tuple[float, float, float]:
    """Seconds until a server is ready that begins with nothing, and the memory of its front and of its worker."""
    command, start = [sys.executable, "-m", "fitter", "serve", "--config", str(file)], time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=file.parent, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert any("serves on" in line for line in process.stdout)
        found = time.monotonic() - start, memory(process.pid), max(map(memory, children(process.pid)))
        process.terminate()
    return found


def main() -> None:
    """Print the table."""
    settings = {"result_storage": {"use": "fitter.storages.memory.MemoryStorage"}, "engine": {"workers": 1}}
    starts, fronts, workers = list[float](), list[float](), list[float]()
    with tempfile.TemporaryDirectory() as name:
        stage = Stage(Path(name), {})
        for _ in range(STARTS):
            seconds, front, worker = started(stage.server(**settings).file)
            starts.append(seconds)
            fronts.append(front)
            workers.append(worker)
        with stage.server(**settings) as server:
            cold(server, 1)
            costs = [cold(server, 1 + REQUESTS * at) for at in range(1, ROUNDS + 1)]
            used = memory(server.process.pid)
    rows = {
        "front's CPU of a cold request": f"{median(costs) * 1000:.2f} ms",
        "ready after": f"{median(starts):.2f} s",
        "front, idle": f"{median(fronts):.0f} MB",
        "worker, idle": f"{median(workers):.0f} MB",
        f"front, after {REQUESTS * (ROUNDS + 1)} pictures": f"{used:.0f} MB",
    }
    sys.stdout.write("| what | median |\n|---|---|\n")
    sys.stdout.write("".join(f"| {name} | {text} |\n" for name, text in rows.items()))
    sys.stdout.write("\nLoad of the machine: {:.1f} {:.1f} {:.1f}\n".format(*os.getloadavg()))


if __name__ == "__main__":
    main()
