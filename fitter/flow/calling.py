"""Plugins' methods, plain or async, called in one way."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

# More than asyncio's own few: some may hang on a disk that does not answer, and the others must go on.
_THREADS = ThreadPoolExecutor(64, "fitter-plugin")


async def call(method: Callable[..., Any], *arguments: Any) -> Any:
    """The method's result; a plain ``def`` runs in a thread, so that it may block."""
    if inspect.iscoroutinefunction(method):
        return await method(*arguments)
    result = await asyncio.get_running_loop().run_in_executor(_THREADS, method, *arguments)
    return await result if isinstance(result, Awaitable) else result


async def close(plugin: object) -> None:
    """Let a plugin end, if it wants to."""
    method = getattr(plugin, "close", None)
    if method is not None:
        await call(method)
