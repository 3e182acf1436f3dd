"""Many URLs are read, and handed to a queue, by a process that somebody may stop."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from fitter.configfile import loads
from fitter.studio import Studio
from fitter.warming.wanted import errands

TEXT = """
security: {allow_unsigned: true}
loader: {use: fitter.storages.files.FileStorage, root: images}
result_storage: {use: fitter.storages.files.FileStorage, root: results}
"""


def test_reading_is_stopped() -> None:
    read = []

    async def scene() -> None:
        task = asyncio.current_task()
        assert task

        def many() -> Iterator[str]:
            for number in range(1000):
                read.append(number)
                if number == 10:
                    task.cancel()
                yield f"/unsafe/30x/{number}.jpg"

        await errands(Studio(loads(TEXT)).flow, many(), [""], "")

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(scene())
    assert len(read) < 200
