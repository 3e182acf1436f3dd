"""Commands of fitter in processes that begin with all of it imported: most of what a start costs are imports.

Python's own fork server makes them, from a process that runs nothing else and has never touched libvips. Their workers
are made in the same way, by ``tests.offspring``, unless fresh ones are asked for. That commands and workers start of
themselves too is tested where it matters: with ``python -m fitter``, and in ``tests/workers``.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TextIO

from tests.material import ROOT

_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.preloaded"])


@cache
def _start_fork_server() -> None:
    with contextlib.chdir(ROOT):  # it imports from where it is started, and a test may have gone elsewhere
        forkserver.ensure_running()


class Forked:
    """One command, with what a ``subprocess.Popen`` has."""

    def __init__(
        self,
        arguments: tuple[str, ...],
        folder: Path,
        environment: Mapping[str, str],
        *,
        apart: bool = False,
        fresh: bool = False,
    ) -> None:
        """Start ``fitter ...`` there; standard error goes where standard output goes unless it is kept apart.

        With ``fresh`` its workers are fresh interpreters.
        """
        _start_fork_server()
        pipes = [_CONTEXT.Pipe(duplex=False) for _ in range(1 + apart)]
        ends = [theirs for _, theirs in pipes]
        self._process = _CONTEXT.Process(target=_run, args=(arguments, str(folder), dict(environment), ends, fresh))
        self._process.start()
        for end in ends:
            end.close()
        self.outputs = [_text(ours) for ours, _ in pipes]

    @property
    def stdout(self) -> TextIO:
        """What it writes."""
        return self.outputs[0]

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid
        return self._process.pid

    def poll(self) -> int | None:
        """How it ended, if it has."""
        return self._process.exitcode

    def wait(self, timeout: float) -> int:
        """The same, when it has."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("fitter", timeout)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


def _text(end: Connection) -> TextIO:
    text = os.fdopen(os.dup(end.fileno()), encoding="utf-8")
    end.close()
    return text


def _run(
    arguments: tuple[str, ...], folder: str, environment: dict[str, str], ends: list[Connection], fresh: bool
) -> None:
    assert "tests.preloaded" in sys.modules, "the fork server has not imported what it should, and tells nobody"
    os.dup2(ends[0].fileno(), 1)
    os.dup2(ends[-1].fileno(), 2)
    for end in ends:
        end.close()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    # As it is after ``python -m fitter``.
    sys.path[:] = ["", *environment.get("PYTHONPATH", "").split(os.pathsep), *(path for path in sys.path if path)]
    sys.argv = ["fitter", *arguments]
    from fitter.cli import main
    from fitter.workers import process
    from tests import offspring

    if not fresh:
        process.start = offspring.start
    main(prog_name="fitter")
