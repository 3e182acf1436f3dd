"""Workplace: one studio in a process of Celery's, with an event loop in a thread of its own."""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import Future
from contextlib import suppress

import fitter
from fitter import ConfigError, FitterError, Job, Settings, Studio
from fitter_celery.ledger import Ledger
from fitter_celery.options import CeleryOptions

_log = logging.getLogger("fitter.jobs")
LONGEST_PAUSE = 30.0  # seconds between two tries

_START = 40.0  # seconds until the studio has made its first picture
_END = 40.0  # seconds for what is still being written


class Workplace:
    """Where jobs are done.

    It must be made in the process that does them: neither its loop nor its threads survive a fork. The engine's workers
    are processes of their own, which end with the thread that started them, however that ends.
    """

    def __init__(self, settings: Settings, options: CeleryOptions) -> None:
        """Start the studio, and wait until it can work; raises what keeps it from that."""
        self._settings, self._options = settings, options
        self._lost = options.lost(settings.engine.deadline)
        self._ready: Future[asyncio.AbstractEventLoop] = Future()
        self._thread = threading.Thread(target=self._live, name="fitter-studio", daemon=True)
        self._thread.start()
        self._loop = self._ready.result(_START)

    def do(self, job: Job, *, last: bool) -> str:
        """Do a job; what kept it from being done, if it is worth another try. After the last it is given up."""
        return asyncio.run_coroutine_threadsafe(self._do(job, last), self._loop).result()

    def close(self) -> None:
        """Let what is being written come to its end, and end all of it."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(_END)

    def _live(self) -> None:
        try:
            asyncio.run(self._all())
        except BaseException as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)

    async def _all(self) -> None:
        fitter.hide()
        self._stop, self._ledger = asyncio.Event(), Ledger(self._options)
        self._studio = Studio(self._settings)
        if not self._studio.shares:
            raise ConfigError(["result_storage: must be one that fronts find results in, such as S3"])
        async with self._studio:
            await self._studio.pool.wait_ready()
            self._ready.set_result(asyncio.get_running_loop())
            await self._stop.wait()
        await self._ledger.close()

    async def _do(self, job: Job, last: bool) -> str:
        begun = 0
        with suppress(OSError):  # it is only that requests do not wait for it
            begun = await self._ledger.begins(job.key, self._lost)
        if begun > 1 + self._options.retries:
            _log.error("%s was given up: %d workers have begun with it and ended without a word", job.path, begun - 1)
            trouble = ""
        else:
            trouble = await self._trouble(job)
        with suppress(OSError):
            if trouble and not last:  # not for long: without the broker, the try that is to come may be lost
                await self._ledger.waits(job.key, LONGEST_PAUSE + self._lost)
            else:
                await self._ledger.ends(job.key)
        return trouble

    async def _trouble(self, job: Job) -> str:
        try:
            async with asyncio.timeout(self._lost):
                return "" if await self._studio.do(job) else "A storage has not kept it."
        except FitterError as error:
            if error.status >= 500:
                return error.detail
            _log.info("%s was not made: %s", job.path, error.detail)
        except TimeoutError:
            return f"It took more than {self._lost:g} s."
        except Exception as error:  # a plugin's own mistake; it may be one of the moment
            _log.exception("%s was not made", job.path)
            return repr(error)
        return ""
