"""What a request holds, it gives back when it ends, however it ends."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
import yaml
from tornado.httpclient import AsyncHTTPClient
from tornado.netutil import bind_sockets

from fitter.app import App
from fitter.settings.configfile import loads
from tests.web.stage import BASIS, Stage

SETTINGS = {"engine": {"workers": 1, "deadline": "4s"}, "limits": {"queue": 2}}


def open_sources(folder: Path) -> int:
    """How many of the sources this process holds open."""
    found = 0
    for file in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found += str(file.readlink()).startswith(str(folder / "images"))
    return found


@asynccontextmanager
async def front(folder: Path) -> AsyncIterator[Callable[[str], Awaitable[int]]]:
    """A front in this process; gives a function from a path to the status of its answer."""
    settings = {**BASIS, **SETTINGS, "security": {"allow_unsigned": True}}
    settings["loader"] = {"use": "fitter.storages.files.FileStorage", "root": str(folder / "images")}
    settings["result_storage"] = None
    app = App(loads(yaml.safe_dump(settings)))
    server, (socket,) = app.server(), bind_sockets(0, "127.0.0.1")
    server.add_socket(socket)
    await app.start()
    await app.pool.wait_ready()
    client = AsyncHTTPClient(force_instance=True)

    async def get(path: str) -> int:
        url = f"http://127.0.0.1:{socket.getsockname()[1]}/unsafe/{path}"
        return (await client.fetch(url, raise_error=False)).code

    try:
        yield get
    finally:
        client.close()
        await app.drain(server)


@pytest.mark.parametrize(
    ("path", "status"),
    [("60x40/quarters.jpg", 200), ("60x40/text.jpg", 415), ("60x40/cut.jpg", 422), ("fault/quarters.jpg", 500)],
)
def test_no_source_is_held_after_the_answer(stage: Stage, path: str, status: int) -> None:
    async def scene() -> None:
        async with front(stage.folder) as get:
            for number in range(20):
                assert await get(f"{number + 20}x9/{path.removeprefix('60x40/')}") == status
            await asyncio.sleep(0.05)
            assert open_sources(stage.folder) == 0

    gc.collect()
    gc.disable()  # what only the collector would give back stays for minutes in a server that is idle
    try:
        asyncio.run(scene())
    finally:
        gc.enable()
