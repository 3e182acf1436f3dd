"""What a picture out of a storage costs, each beside something else in the same run.

``python -m bench.storages`` prints two tables in Markdown. One is about S3: fitter's storage beside botocore's own
client, against one real server. The figure that counts is the processor time that the client needs for a GET; the rates
depend on the server, which runs on the same machine. The other is about a result that is asked for over HTTP: out of
Redis, and out of files, beside out of memory. There the figure that counts is the processor time of the front.
"""

from __future__ import annotations

import asyncio
import http.client
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import botocore.config
import botocore.session

from fitter import Blob
from fitter.storages.s3 import S3Storage
from tests.s3 import ACCESS_KEY, REGION, SECRET_KEY, S3Server
from tests.server import Server
from tests.valkey import Valkey
from tests.web.stage import Stage

THREADS = 8  # and as many at once for fitter
SIZE = 10_000
GETS = 400
HITS = 1000
ROUNDS = 7


@dataclass(frozen=True)
class Cost:
    """Of one GET."""

    cpu: float  # seconds of this process
    wall: float


def measured(contenders: dict[str, Callable[[int], None]]) -> dict[str, Cost]:
    """The median of some rounds in which each has its turn, so that what else the machine does hits all alike."""
    for gets in contenders.values():
        gets(GETS // 2)
    rounds = [{name: one_round(gets) for name, gets in contenders.items()} for _ in range(ROUNDS)]
    return {
        name: Cost(median(one[name].cpu for one in rounds), median(one[name].wall for one in rounds))
        for name in contenders
    }


def one_round(gets: Callable[[int], None]) -> Cost:
    before, start = spent(), time.perf_counter()
    gets(GETS)
    return Cost((spent() - before) / GETS, (time.perf_counter() - start) / GETS)


def spent() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def with_fitter(storage: S3Storage, runner: asyncio.Runner) -> Callable[[int], None]:
    async def one(numbers: Any) -> None:
        for _ in numbers:
            blob = await storage.get("picture.jpg")
            assert blob is not None
            assert blob.size == SIZE

    async def some(count: int) -> None:
        numbers = iter(range(count))
        await asyncio.gather(*(one(numbers) for _ in range(THREADS)))

    return lambda count: runner.run(some(count))


def with_botocore(server: S3Server, threads: ThreadPoolExecutor) -> Callable[[int], None]:
    client = botocore.session.Session().create_client(
        "s3",
        region_name=REGION,
        endpoint_url=server.endpoint,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
        config=botocore.config.Config(max_pool_connections=THREADS, s3={"addressing_style": "path"}),
    )

    def one(_: int) -> None:
        body = client.get_object(Bucket="pictures", Key="picture.jpg")["Body"].read()
        assert len(body) == SIZE

    def some(count: int) -> None:
        for _ in threads.map(one, range(count)):
            pass

    return some


def hits(server: Server) -> Callable[[int], float]:
    """Asks for one result again and again; the seconds of the front's processor."""
    path = server.path("300x200", "quarters.jpg")
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    ticks, stat = os.sysconf("SC_CLK_TCK"), Path(f"/proc/{server.process.pid}/stat")

    def front() -> float:
        return sum(map(int, stat.read_text().rpartition(")")[2].split()[11:13])) / ticks

    def some(count: int) -> float:
        before = front()
        for _ in range(count):
            connection.request("GET", path)
            answer = connection.getresponse()
            assert answer.read()
        assert answer.headers["X-Cache"] == "HIT"
        return (front() - before) / count

    connection.request("GET", path)
    connection.getresponse().read()
    time.sleep(0.2)  # it is kept behind the answer
    return some


def end_to_end(valkey: Valkey, folder: Path) -> str:
    """A table of what a hit costs the front."""
    tiers = {
        "memory": {"use": "fitter.storages.memory.MemoryStorage"},
        "Redis": {"use": "fitter.storages.redis.RedisStorage", "url": valkey.url},
        "files": {"use": "fitter.storages.files.FileStorage", "root": "results"},
    }
    with ExitStack() as stack:
        contenders = {
            name: hits(stack.enter_context(Stage(folder / name, {}).server(result_storage=tier, engine={"workers": 1})))
            for name, tier in tiers.items()
        }
        for some in contenders.values():
            some(HITS // 2)
        rounds = [{name: some(HITS) for name, some in contenders.items()} for _ in range(ROUNDS)]
    costs = {name: median(one[name] for one in rounds) for name in contenders}
    lines = ["| hit over HTTP | front's CPU | ratio |", "|---|---|---|"]
    lines += [f"| {name} | {cost * 1000:.2f} ms | {cost / costs['memory']:.2f} |" for name, cost in costs.items()]
    return "\n".join(lines)


def table(rows: dict[str, Cost]) -> str:
    """The first row is what the others are compared with."""
    basis = next(iter(rows.values()))
    lines = ["| GET of 10 KB, 8 at once | client CPU | ratio | rate | ratio |", "|---|---|---|---|---|"]
    for name, cost in rows.items():
        cpu, rate = f"{cost.cpu * 1000:.2f} ms", f"{1 / cost.wall:.0f}/s"
        lines.append(f"| {name} | {cpu} | {basis.cpu / cost.cpu:.1f} | {rate} | {basis.wall / cost.wall:.1f} |")
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    content = bytes(range(250)) * (SIZE // 250)
    with tempfile.TemporaryDirectory() as folder, S3Server(Path(folder)) as server, asyncio.Runner() as runner:
        server.ask("PUT", "/pictures")
        server.ask("PUT", "/pictures/picture.jpg", content, Content_Type="image/jpeg")
        given, kept = (
            S3Storage(S3Storage.Options(bucket="pictures", serves=serves, **server.options))
            for serves in ("given", "kept")
        )
        runner.run(kept.put("picture.jpg", Blob(content, "image/jpeg")))
        with ThreadPoolExecutor(THREADS) as threads:
            contenders = {
                f"botocore {botocore.__version__}, {THREADS} threads": with_botocore(server, threads),
                "fitter, somebody's object": with_fitter(given, runner),
                "fitter, an object of its own, checked": with_fitter(kept, runner),
            }
            rows = measured(contenders)
        for storage in (given, kept):
            runner.run(storage.close())
    sys.stdout.write(table(rows) + "\n\n")
    with tempfile.TemporaryDirectory() as folder, Valkey(Path(folder) / "valkey") as valkey:
        sys.stdout.write(end_to_end(valkey, Path(folder)) + "\n")


if __name__ == "__main__":
    main()
