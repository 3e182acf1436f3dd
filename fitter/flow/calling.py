"""Plugins' methods, plain or async, called in one way."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any


async def call(method: Callable[..., Any], *arguments: Any) -> Any:
    """The method's result; a plain ``def`` runs in a thread, so that it may block."""
    if inspect.iscoroutinefunction(method):
        return await method(*arguments)
    result = await asyncio.to_thread(method, *arguments)
    return await result if isinstance(result, Awaitable) else result


async def close(plugin: object) -> None:
    """Let a plugin end, if it wants to."""
    method = getattr(plugin, "close", None)
    if method is not None:
        await call(method)
