"""Jobs on a real broker, done by a real worker of Celery's, and seen by a real front."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import os
import signal
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from celery import Celery
from celery.concurrency.prefork import TaskPool as Processes
from celery.concurrency.thread import TaskPool as Threads
from celery.exceptions import Retry
from fitter_celery import CeleryQueue
from fitter_celery_stage import PLACES, Plant, parent

from fitter import Job, Overloaded
from tests.certificate import self_signed
from tests.cli.run import CONFIG, fitter, write
from tests.contracts.queue import QueueContract, job
from tests.pictures import see
from tests.server import KEY
from tests.valkey import Valkey
from tests.web.stage import asked, metric, until

JOBS = 'fitter_worker_events_total{event="jobs"}'


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    folder = tmp_path_factory.mktemp("plant")
    with Valkey(folder / "broker") as broker:
        plant = Plant(folder, broker)
        with plant.server, plant.worker():
            yield plant


class Done(list[Job]):
    """What workers took up since it was made."""

    def __init__(self, plant: Plant) -> None:
        self._plant, self._before = plant, len(plant.seen())

    def _since(self) -> list[Job]:
        return self._plant.seen()[self._before :]

    def __len__(self) -> int:
        return len(self._since())

    def __iter__(self) -> Iterator[Job]:
        return iter(self._since())

    def __eq__(self, other: object) -> bool:
        return self._since() == other

    __hash__ = None  # type: ignore[assignment]  # it changes


class TestCeleryQueue(QueueContract):
    @pytest.fixture
    def queue(self, plant: Plant) -> CeleryQueue:
        return CeleryQueue(CeleryQueue.Options(**plant.options))

    @pytest.fixture
    def done(self, plant: Plant) -> list[Job]:
        until(lambda: plant.broker.do("KEYS", "fitter.job.*") == [])  # what other tests left
        return Done(plant)


def test_show_and_who_comes_for_it_waits(plant: Plant) -> None:
    reply = plant.ask("show", "path=quarters.jpg&op=51x/wait:show&format=png")
    assert reply.status == 202
    until(lambda: plant.pids("show"))
    path = plant.server.path("51x/wait:show/format:png", "quarters.jpg")
    with asked(plant.server, path) as (pending,):
        assert plant.ask("show", "path=quarters.jpg&op=51x/wait:show&format=png").status == 202
        plant.open_gate("show")
        picture = pending.reply()
    assert (picture.status, see(picture.body).size) == (200, "51x34")
    assert len(plant.pids("show")) == 1, "it is made once, and by the worker"
    assert plant.times("51x0/wait:show/format:png/quarters.jpg") == 1
    assert plant.ask("show", "path=quarters.jpg&op=51x/wait:show&format=png").status == 200
    assert metric(plant.server, JOBS) == 0


def test_what_is_worth_another_try(plant: Plant) -> None:
    """A missing source is not; what failed in the engine is, three times in all."""
    rows = {"flip/nothing.jpg": 1, "fault/quarters.jpg": 3, "flip/text.jpg": 1}
    for path in rows:
        operation, _, source = path.partition("/")
        assert plant.ask("show", f"op={operation}&path={source}").status == 202
    until(lambda: {path: plant.times(path) for path in rows} == rows)
    until(lambda: plant.broker.do("KEYS", "fitter.job.*") == [])
    assert {path: plant.times(path) for path in rows} == rows
    until(lambda: "fault/quarters.jpg was given up: " in plant.log.read_text())
    assert "flip/nothing.jpg was not made: There is no source of this name." in plant.log.read_text()
    assert "a secret of the plugin" not in plant.server.get("fault", "quarters.jpg").body.decode()


def test_what_workers_die_of_is_given_up(plant: Plant) -> None:
    plant.broker.do("SET", "fitter.begun.key 5", 1 + plant.options["retries"])

    async def scene() -> None:
        queue = CeleryQueue(CeleryQueue.Options(**plant.options))
        await queue.put(job(5))
        await queue.wait("key 5")
        await queue.close()

    asyncio.run(scene())
    until(lambda: "5x40/a.jpg was given up: 3 workers have begun with it" in plant.log.read_text())
    until(lambda: plant.broker.do("KEYS", "fitter.begun.*") == [])


def test_warming_goes_through_it(plant: Plant) -> None:
    before = metric(plant.server, JOBS)
    paths = [plant.server.path(f"4{number}x/format:webp", "quarters.jpg") for number in range(3)]
    done = fitter(plant.folder, "warm", "--queue", *paths, plant.server.sign("999999x/quarters.jpg"), PYTHONPATH=PLACES)
    assert (done.code, done.out.startswith("3 queued, 1 failed; ")) == (1, True), done
    until(lambda: all(plant.times(f"4{number}x0/format:webp/quarters.jpg") == 1 for number in range(3)))
    until(lambda: not plant.broker.do("KEYS", "*.job.*"))  # all is kept: a slow one would be made by the front too
    replies = [plant.server.request(path) for path in paths]
    assert {reply.status for reply in replies} == {200}
    assert metric(plant.server, JOBS) == before, "the front found what the workers have made"


def test_it_is_full(plant: Plant) -> None:
    queue = CeleryQueue(CeleryQueue.Options(**plant.options, queue="nobodys", most=2, patience=0.05))

    async def scene() -> None:
        for number in (0, 1, 1):
            await queue.put(job(number))
        with pytest.raises(Overloaded, match="2 pictures wait already"):
            await queue.put(job(2))
        assert await queue.wait("key 0"), "but nobody begins with it"
        await queue.close()

    asyncio.run(scene())
    assert plant.broker.do("LLEN", "nobodys") == 2
    plant.broker.do("DEL", "nobodys", "nobodys.job.key 0", "nobodys.job.key 1")


def test_without_a_broker(plant: Plant) -> None:
    plant.broker.kill()
    began = time.monotonic()
    refused = [plant.ask("show", f"mode=resize&width=3{number}&path=quarters.jpg") for number in range(3)]
    assert {(one.status, one.problem["code"], one.headers["Retry-After"]) for one in refused} == {
        (503, "queue_failed", "2")
    }
    assert "/get, or the picture's own URL, still makes it." in refused[0].problem["detail"]
    assert plant.ask("get", "mode=resize&width=30&path=quarters.jpg").status == 200
    assert plant.server.get("33x", "quarters.jpg").status == 200
    assert time.monotonic() - began < 10, "nobody waited for a connection"
    plant.broker.start()
    until(lambda: plant.ask("show", "mode=resize&width=35&path=quarters.jpg").status == 202)
    until(lambda: plant.ask("show", "mode=resize&width=35&path=quarters.jpg").status == 200)
    with plant.broker.paused():
        assert plant.ask("show", "mode=resize&width=36&path=quarters.jpg").status == 503
        assert plant.server.get("36x", "quarters.jpg").status == 200
    queue = CeleryQueue(CeleryQueue.Options(**{**plant.options, "url": "redis://127.0.0.1:1"}))
    with pytest.raises(ConnectionError, match="cannot be reached"):
        asyncio.run(queue.check())


def test_workers_that_are_killed_in_mid_task(plant: Plant) -> None:
    """The broker gives the job to another worker; a process of Celery's own that was killed is told of at once."""
    until(lambda: plant.ask("show", "path=quarters.jpg&op=52x/wait:killed&format=png").status == 202)
    until(lambda: plant.pids("killed"))
    os.kill(parent(plant.pids("killed")[0]), signal.SIGKILL)
    with plant.worker("-P", "processes", "-c", "1"):
        until(lambda: len(plant.pids("killed")) == 2)
        os.kill(parent(plant.pids("killed")[1]), signal.SIGKILL)
        until(lambda: len(plant.pids("killed")) == 3)
        plant.open_gate("killed")
        until(lambda: plant.ask("show", "path=quarters.jpg&op=52x/wait:killed&format=png").status == 200)
    assert see(plant.server.get("52x/wait:killed/format:png", "quarters.jpg").body).size == "52x35"
    assert len(plant.pids("killed")) == 3


@pytest.mark.parametrize(
    ("options", "broker"),
    [
        ({}, "redis://127.0.0.1:6379/0"),
        ({"url": "rediss://b:7", "user": "u@", "password": "p/:"}, "rediss://u%40:p%2F%3A@b:7"),
    ],
)
def test_the_address_of_the_broker(options: dict[str, Any], broker: str) -> None:
    assert CeleryQueue.Options(**options).broker == broker


def test_a_broker_with_tls(plant: Plant, tmp_path: Path) -> None:
    file = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(plant.broker.path)

        async def carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            with contextlib.closing(target):
                while piece := await source.read(1 << 16):
                    target.write(piece)

        await asyncio.gather(carry(reader, back), carry(there, writer))

    async def scene() -> None:
        async with await asyncio.start_server(relay, "127.0.0.1", 0, ssl=context) as server:
            url = f"rediss://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
            options = CeleryQueue.Options(url=url, ca_file=tmp_path / "certificate.pem", timeout=2)
            queue = CeleryQueue(options)
            await queue.check()
            await queue.close()
            celery = Celery(broker=options.broker, set_as_current=False)
            celery.conf.broker_use_ssl = options.tls
            await asyncio.to_thread(lambda: celery.connection_for_read().ensure_connection(max_retries=1).release())
            stranger = CeleryQueue(CeleryQueue.Options(url=url, timeout=2))
            with pytest.raises(ConnectionError):
                await stranger.check()
            await stranger.close()

    asyncio.run(scene())


def test_a_worker_without_its_queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path) / "fitter.conf"
    monkeypatch.setenv("FITTER_CONFIG", str(file))
    monkeypatch.delenv("FITTER_KEY", raising=False)
    with pytest.raises(SystemExit, match=r"security\.keys"):
        importlib.import_module("fitter_celery.celery")
    monkeypatch.setenv("FITTER_KEY", KEY)
    with pytest.raises(SystemExit, match=r"queue: must be \{use: fitter_celery\.CeleryQueue, url: "):
        importlib.import_module("fitter_celery.celery")


def test_a_worker_that_cannot_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It ends, with processes of its own too; and no job is lost in one that cannot do it."""
    queue = "queue: {use: fitter_celery.CeleryQueue, pause: 1m, lost_after: 4s}\n"
    file = write(tmp_path, CONFIG + queue) / "fitter.conf"
    monkeypatch.setenv("FITTER_CONFIG", str(file))
    monkeypatch.setenv("FITTER_KEY", KEY)
    worker = importlib.import_module("fitter_celery.celery")
    for pool in (Threads, Processes):
        with pytest.raises(SystemExit):
            worker.begin(SimpleNamespace(pool=pool.__new__(pool)))
    assert caplog.messages == 2 * [
        "no picture can be made here: result_storage: must be one that fronts find results in, such as S3"
    ]
    with pytest.raises(Retry) as again:
        worker.make.apply(args=[job(1).as_message()], throw=True)
    assert 1 <= again.value.when <= 2, "a pause of more than lost_after would be taken for a lost worker"
