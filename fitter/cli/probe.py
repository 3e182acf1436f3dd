"""Ask a worker: the front itself knows nothing of the engine."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from fitter.problems import ConfigError
from fitter.workers.pool import CannotStart, Pool


def describe_engine(hello: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the engine in a fresh worker says of itself.

    Raises:
        ConfigError: the worker cannot start; its lines say why.
    """
    return asyncio.run(_describe(hello))


async def _describe(hello: Mapping[str, Any]) -> Mapping[str, Any]:
    pool = Pool(hello, size=1, queue=0, deadline=30, memory=None, recycle_jobs=1, recycle_memory=None)
    await pool.start()
    try:
        await pool.wait_ready()
    except CannotStart as error:
        raise ConfigError(str(error).splitlines()) from error
    else:
        return pool.describe
    finally:
        await pool.close()
