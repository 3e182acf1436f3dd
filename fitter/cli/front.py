"""One front process: it listens, and drains at a signal."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
from collections.abc import Callable

from tornado.netutil import bind_sockets

from fitter import kernel
from fitter.app import App
from fitter.problems import ConfigError
from fitter.settings.config import Settings

try:
    from uvloop import new_event_loop
except ImportError:  # it is not there for every Python, and only faster
    from asyncio import new_event_loop  # type: ignore[assignment]  # a loop is a loop

_log = logging.getLogger("fitter")


def run(settings: Settings, announce: Callable[[App, int], None]) -> None:
    """Serve until SIGTERM or SIGINT, then drain; a second signal ends at once.

    Args:
        settings: all of them.
        announce: called with the app and the port once a worker is ready.

    Raises:
        ConfigError: the port cannot be had.
        Unresolved: a plugin cannot be made.
        CannotStart: no worker starts.
    """
    kernel.hide()
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(_serve(settings, announce))
    # Not by way of the interpreter's end, which would wait for a thread in which a plugin hangs.
    logging.shutdown()
    os._exit(0)


async def _serve(settings: Settings, announce: Callable[[App, int], None]) -> None:
    app, stop = App(settings), asyncio.Event()
    server = app.server()
    place = settings.server
    try:
        sockets = bind_sockets(place.port, place.address, reuse_port=place.processes > 1)
    except OSError as error:
        raise ConfigError([f"cannot listen on {place.address} port {place.port}: {error.strerror}"]) from error
    _stop_at_signals(stop)
    server.add_sockets(sockets)
    await app.start()
    ready = asyncio.ensure_future(_announce(app, sockets[0].getsockname()[1], announce))
    stopped = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait([ready, stopped], return_when=asyncio.FIRST_COMPLETED)
        if ready.done():
            ready.result()
            await stopped
    finally:
        ready.cancel()
        stopped.cancel()
        await app.drain(server)


async def _announce(app: App, port: int, announce: Callable[[App, int], None]) -> None:
    await app.pool.wait_ready()
    # What is there now stays: the collector need not look through all modules and settings again and again.
    gc.collect()
    gc.freeze()
    announce(app, port)
    for text in await app.studio.lacking():
        _log.warning("%s; its sources are not found", text)


def _stop_at_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def first() -> None:
        _log.info("draining")
        stop.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, _at_once)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, first)


def _at_once() -> None:
    _log.warning("stopped at once")  # in the log: nobody may be reading standard error
    logging.shutdown()
    os._exit(1)  # nothing is waited for, no thread of a plugin either; the kernel ends the workers
