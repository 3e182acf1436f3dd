"""What a worker process is: fresh, confined, deaf to the signals that are for the front."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import sys
from pathlib import Path

import pytest

from fitter.workers.pool import Pool

from .stage import ONE, play


def test_it_is_a_fresh_interpreter_without_the_fronts_modules() -> None:
    async def scenario(pool: Pool) -> None:
        about = pool.describe
        assert about["front"] == os.getpid()
        assert about["argv"][:4] == [sys.executable, "-P", "-m", "fitter.workers.child"]
        assert not {"tornado", "asyncio", "uvloop", "pytest", "pycurl"} & set(about["modules"])

    play(scenario)


def test_its_environment_keeps_libvips_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIPS_UNLIMITED", "1")
    monkeypatch.setenv("VIPS_CONCURRENCY", "64")
    monkeypatch.setenv("FITTER_KEY", "a signing key")
    monkeypatch.setenv("FITTER_ENGINE_MODEL", "small")

    async def scenario(pool: Pool) -> None:
        environment = pool.describe["environment"]
        assert environment["VIPS_CONCURRENCY"] == "1"
        assert environment["MALLOC_ARENA_MAX"] == "2"
        assert environment["MALLOC_MMAP_THRESHOLD_"] == "4194304"
        assert environment["GLIBC_TUNABLES"] == "glibc.malloc.hugetlb=1"
        assert environment["MALLOC_TRIM_THRESHOLD_"] == "33554432"  # it would be 128 KiB, once the other is set
        assert environment["FITTER_ENGINE_MODEL"] == "small"
        assert environment["XDG_CACHE_HOME"] == environment["TMPDIR"]
        assert "FITTER_KEY" not in environment
        assert "VIPS_UNLIMITED" not in environment
        assert os.stat(environment["TMPDIR"]).st_mode & 0o777 == 0o700  # noqa: PTH116  a text

    play(scenario)


def test_it_imports_from_where_the_front_does_and_not_from_the_current_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('a stranger')")
    monkeypatch.chdir(tmp_path)

    async def scenario(pool: Pool) -> None:
        assert set(filter(None, sys.path)) <= set(pool.describe["path"])
        assert str(tmp_path) not in pool.describe["path"]

    monkeypatch.setattr(sys, "path", [path for path in sys.path if path])
    play(scenario)


def test_it_leaves_no_core() -> None:
    async def scenario(pool: Pool) -> None:
        assert (await pool.run("limits", ONE)).facts["core"] == [0, 0]

    play(scenario)


def test_it_does_not_hear_what_the_terminal_tells_the_front() -> None:
    async def scenario(pool: Pool) -> None:
        pid = pool.describe["pid"]
        task = asyncio.create_task(pool.run("sleep:0.3", ONE))
        await asyncio.sleep(0.1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            os.kill(pid, number)
        assert (await task).facts["pid"] == pid
        assert (await pool.run("echo", ONE)).facts["pid"] == pid
        assert os.getpgid(pid) != os.getpgid(0)

    play(scenario)


def test_a_front_with_many_open_files_has_workers_too() -> None:
    async def scenario(pool: Pool) -> None:
        assert (await pool.run("echo", ONE)).read() == b"x"

    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    with open(os.devnull) as file, contextlib.ExitStack() as held:  # noqa: PTH123  a text
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, limits[1]), limits[1]))
        held.callback(resource.setrlimit, resource.RLIMIT_NOFILE, limits)
        for _ in range(1100):
            held.callback(os.close, os.dup(file.fileno()))
        play(scenario)
