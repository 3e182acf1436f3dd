"""Plugins' methods, plain or async, called in one way."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from weakref import WeakKeyDictionary

_EACH = 16
# Of its own for each plugin: one that hangs on a disk that does not answer uses up no other's.
_THREADS: WeakKeyDictionary[object, ThreadPoolExecutor] = WeakKeyDictionary()


async def call(method: Callable[..., Any], *arguments: Any) -> Any:
    """The result of a plugin's method; a plain ``def`` runs in a thread, so that it may block."""
    if inspect.iscoroutinefunction(method):
        return await method(*arguments)
    threads = _threads(getattr(method, "__self__", method))
    result = await asyncio.get_running_loop().run_in_executor(threads, method, *arguments)
    return await result if isinstance(result, Awaitable) else result


def glance(plugin: object) -> Callable[[str], Any]:
    """The method that gives what a plugin has at hand, see ``Near``; of one that has none, one that never gives."""
    return getattr(plugin, "at_hand", _never)


def _never(_: str) -> None:
    raise BlockingIOError


def _threads(plugin: object) -> ThreadPoolExecutor:
    found = _THREADS.get(plugin)
    if found is None:
        found = _THREADS[plugin] = ThreadPoolExecutor(_EACH, f"fitter-{type(plugin).__name__}")
    return found


async def close(plugin: object) -> None:
    """Let a plugin end, if it wants to."""
    method = getattr(plugin, "close", None)
    if method is not None:
        await call(method)
