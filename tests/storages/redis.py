"""Redis storages over a real Valkey, and servers between or in its place that are slow or talk nonsense."""

from __future__ import annotations

import asyncio
import contextlib
import random
import ssl
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from fitter.storages.redis import RedisStorage


def redis(**options: object) -> RedisStorage:
    """A storage with time enough for a busy machine, unless something else is asked for."""
    return RedisStorage(RedisStorage.Options(**{"timeout": "30s", **options}))


class Relay:
    """Stands before a server: answers come late and in pieces, as it is told, and it counts what is sent to it."""

    def __init__(self, port: int, delay: Callable[[], float] = lambda: 0, tls: ssl.SSLContext | None = None) -> None:
        self._port, self.delay, self._tls = port, delay, tls
        self.url, self.sent, self.connections, self.most_connections = "", 0, 0, 0
        self._progress = asyncio.Condition()
        self._talks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Relay:
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", 0, ssl=self._tls)
        self.url = f"redis{'s' if self._tls else ''}://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def has_sent(self, size: int) -> None:
        """Wait until so many bytes have come from clients."""
        async with self._progress:
            await self._progress.wait_for(lambda: self.sent >= size)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.ensure_future(self._between(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)
        talk.add_done_callback(lambda _: writer.close())

    async def _between(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.most_connections = max(self.connections, self.most_connections)
        with contextlib.ExitStack() as ends:
            ends.callback(self._ended)
            there, back = await asyncio.open_connection("127.0.0.1", self._port)
            ends.callback(back.close)
            answers = asyncio.ensure_future(self._answers(there, writer))
            ends.callback(answers.cancel)
            with contextlib.suppress(ConnectionError):
                while piece := await reader.read(1 << 16):
                    self.sent += len(piece)
                    async with self._progress:
                        self._progress.notify_all()
                    back.write(piece)
                    await back.drain()

    def _ended(self) -> None:
        self.connections -= 1

    async def _answers(self, there: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while piece := await there.read(1 << 16):
                at = random.randrange(len(piece))  # noqa: S311  no secret
                for part in (piece[:at], piece[at:]):
                    await asyncio.sleep(self.delay())
                    writer.write(part)


@asynccontextmanager
async def saying(answer: bytes | None, port: int = 0) -> AsyncIterator[str]:
    """The URL of a server that answers each command with the same, or hangs up."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while answer is not None and await reader.read(1 << 16):
                writer.write(answer)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", port)
    yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()
    await server.wait_closed()


@contextmanager
def secured(port: int, pem: Path) -> Iterator[str]:
    """The URL of a relay that speaks TLS, for Valkey's own may have been built without; it runs in a thread."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    loop, relay = asyncio.new_event_loop(), Relay(port, tls=context)
    loop.run_until_complete(relay.__aenter__())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield relay.url
    asyncio.run_coroutine_threadsafe(relay.__aexit__(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
