"""What a picture out of S3 costs: fitter's storage beside botocore's own client, in one run against one real server.

``python -m bench.storages`` prints a table in Markdown. The figure that counts is the processor time that the client
needs for a GET; the rates depend on the server, which runs on the same machine.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import botocore.config
import botocore.session

from fitter import Blob
from fitter.storages.s3 import S3Storage
from tests.s3 import ACCESS_KEY, REGION, SECRET_KEY, S3Server

THREADS = 8  # and as many at once for fitter
SIZE = 10_000
GETS = 400
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
    sys.stdout.write(table(rows) + "\n")


if __name__ == "__main__":
    main()
