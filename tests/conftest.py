"""What all tests need."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from hypothesis.internal.conjecture import providers

if TYPE_CHECKING:
    from tests.s3 import S3Server

gc.disable()  # until all is collected, see below: nothing of it goes before the end

# As in a worker: threads for pictures as small as those of the tests cost more than they do.
os.environ["VIPS_CONCURRENCY"] = "1"

# How long an example takes says more of the machine than of the code, and a failure must come again.
hypothesis.settings.register_profile(
    "fitter", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("fitter")
# What is drawn would depend on which modules a process happens to have imported by then, whose constants are tried too.
providers._get_local_constants = lambda: providers._local_constants


@pytest.fixture(scope="session", autouse=True)
def event_loop_to_return_to() -> Iterator[None]:
    """A loop that is there before pytest-tornado's first.

    Tornado asks for the current loop, to set it again at the end. Where there is none asyncio makes one, which nobody
    closes, and the warning about it then fails whichever test the collector happens to run in.
    """
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield
    loop.close()


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The sample pictures. They are painted once for all processes of a run: each appears whole or not at all."""
    from fitter.engines import vips_samples  # only here: most tests need no libvips in their own process

    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "samples"
    vips_samples.paint(folder)
    return folder


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MiB."""
    disk, mount = tmp_path / "disk", shutil.which("mount")
    disk.mkdir()
    if (
        mount is None
        or os.geteuid()
        or subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "none", disk]).returncode
    ):
        pytest.skip("nothing may be mounted here")
    try:
        yield disk
    finally:
        subprocess.run([shutil.which("umount") or "umount", "-l", disk], check=True)


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A real S3 with the buckets ``pictures`` and ``others``."""
    from tests.s3 import S3Server  # with botocore

    with S3Server(tmp_path_factory.mktemp("s3")) as server:
        for bucket in ("pictures", "others"):
            server.make(bucket)
        yield server


def pytest_xdist_auto_num_workers() -> int:
    """Two processes more than cores: some tests wait for a deadline, and others may run meanwhile."""
    return len(os.sched_getaffinity(0)) + 2


def pytest_sessionstart(session: pytest.Session) -> None:
    """Import the modules of tests before a run of all, each of its processes from another one on.

    Where nothing is compiled yet, as in a fresh clone, they then find what the others have compiled meanwhile, instead
    of compiling all of it side by side.
    """
    number, count = (os.environ.get(f"PYTEST_XDIST_{name}") for name in ("WORKER", "WORKER_COUNT"))
    if number and count and session.config.args == session.config.getini("testpaths"):
        here = Path(__file__).parent
        files = sorted(here.rglob("test_*.py"))
        first = len(files) * int(number.removeprefix("gw")) // int(count)
        for file in files[first:] + files[:first]:
            with contextlib.suppress(Exception, pytest.skip.Exception):  # told where it is collected
                importlib.import_module(".".join(file.relative_to(here.parent).with_suffix("").parts))


# What takes long would be all that is left to do if it began last. And what waits for something leaves the processor to
# what computes meanwhile, if one of each is begun in turn.
FIRST = (
    "compat/test_tables.py",
    "web/test_fronts.py",
    "compat/test_paths.py",
    "cli/test_transform.py",
    "web/test_hits.py",
    "engines/test_vips.py",
    "web/test_workers.py",
    "tests/test_fitter_celery.py",
    "storages/test_redis.py",
    "tests/test_bootstrap.py",
    "tests/test_fitter_lambda.py",
    "cli/test_dev.py",
    "web/test_cdn.py",
    "storages/test_s3.py",
    "web/test_hanging.py",
    "tests/test_contributing.py",
    "web/test_redis.py",
    "engines/test_vips_hostile.py",
    "workers/test_deadlines.py",
    "workers/test_crashes.py",
    "web/test_s3.py",
    "compat/test_matrix.py",
    "workers/test_life.py",
    "web/test_drain.py",
    "workers/test_pool.py",
    "url/test_properties.py",
    "web/test_elsewhere.py",
    "workers/test_memory.py",
    "storages/test_s3_faults.py",
    "cli/test_check.py",
    "web/test_locks.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with some of the files."""
    places = {name: at for at, name in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(f"{item.path.parent.name}/{item.path.name}", len(places)))


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay to the end; the collector, which some tests call, need not look at them."""
    gc.enable()
    gc.freeze()
