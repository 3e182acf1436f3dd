"""Plugins' methods, plain or async, called in one way."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, cast
from weakref import finalize

from fitter.blob import Blob, fault

_EACH = 16
_LAST = 5.0  # seconds in which a plugin has to end
# Of its own for each plugin: one that hangs on a disk that does not answer uses up no other's. By identity, for a
# plugin may be equal to another, or have no hash.
_THREADS: dict[int, ThreadPoolExecutor] = {}
_log = logging.getLogger("fitter.plugin")


async def call(method: Callable[..., Any], *arguments: Any) -> Any:
    """The result of a plugin's method; a plain ``def`` runs in a thread, so that it may block.

    Raises:
        Exception: what the method raises; also where it would end this task, or the process, by what it raises.
    """
    try:
        if inspect.iscoroutinefunction(method):
            return await method(*arguments)
        threads = _threads(getattr(method, "__self__", method))
        result = await asyncio.get_running_loop().run_in_executor(threads, method, *arguments)
        return await result if isinstance(result, Awaitable) else result
    except (Exception, GeneratorExit):
        raise
    except BaseException as error:
        if isinstance(error, asyncio.CancelledError) and is_leaving():
            raise
        raise RuntimeError(f"{name_of(method)} raised {error!r}") from error


def given(found: object, method: Callable[..., Any]) -> Blob | None:
    """What a loader or a storage gave.

    Raises:
        TypeError: neither a blob that is one in all its parts, nor None.
    """
    if found is None:
        return None
    if wrong := fault(found):
        raise TypeError(f"{name_of(method)} returned {wrong}")
    return cast(Blob, found)


def name_of(method: Callable[..., Any]) -> str:
    """How people call a plugin's method: ``team.loaders.Table.get``."""
    return f"{method.__module__}.{getattr(method, '__qualname__', method)}"


def is_leaving() -> bool:
    """Whether this task is cancelled, and not just something that it waits for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def glance(plugin: object) -> Callable[[str], Any]:
    """The method that gives what a plugin has at hand, see ``Near``; of one that has none, one that never gives."""
    return getattr(plugin, "at_hand", _never)


def _never(_: str) -> None:
    raise BlockingIOError


def _threads(plugin: object) -> ThreadPoolExecutor:
    found = _THREADS.get(id(plugin))
    if found is None:
        found = _THREADS[id(plugin)] = ThreadPoolExecutor(_EACH, f"fitter-{type(plugin).__name__}")
        with suppress(TypeError):  # where there are only slots nobody hears of its end, and its threads stay
            finalize(plugin, _THREADS.pop, id(plugin))
    return found


async def close(plugin: object) -> None:
    """Let a plugin end, if it wants to. Whatever it raises, or TimeoutError."""
    method = getattr(plugin, "close", None)
    if method is not None:
        async with asyncio.timeout(_LAST):
            await call(method)


async def close_all(plugins: Iterable[object]) -> None:
    """Let plugins end; what one raises is logged, and keeps no other from ending."""
    for plugin in plugins:
        try:
            await close(plugin)
        except Exception:  # a plugin's own code runs here
            _log.exception("%s cannot be closed", type(plugin).__qualname__)
