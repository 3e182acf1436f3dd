"""Blobs in Redis, or in what speaks its language: a tier that fronts on several machines share."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import secrets
from collections.abc import AsyncIterator

from pydantic import Field, FilePath, SecretStr, model_validator

import fitter
from fitter import Blob, Bytes, Duration, Refusal
from fitter.storages.envelope import is_marked, sealed, unsealed
from fitter.storages.lifetime import ending, lives
from fitter.storages.redis.address import Access, Sentinels, Url, Urls
from fitter.storages.redis.link import Link, Refused

_log = logging.getLogger(__name__)
_INLINE = 1 << 20  # bytes that are looked through faster than a thread is woken
_PUT_FOR_A_WHILE = b"redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) redis.call('PEXPIRE', KEYS[1], ARGV[3])"
_UNLOCK = b"if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end"
_GLOB = re.compile(rb"[\\*?\[\]]")


class RedisStorage:
    """Keeps blobs in Redis or Valkey: one server, the primary that sentinels name, or a cluster.

    All that was made of one source is one hash, which a purge drops at once. Each value says whose it is and carries
    a digest; what is foreign, broken or too old is not found. Nothing is tried twice: while Redis is slow or gone,
    pictures are made without it. It is first connected to when it is needed. Give it a `maxmemory`, and a policy of
    eviction such as `allkeys-lru`.
    """

    class Options(fitter.Options):
        """Where it is, and how it is used."""

        url: Urls = Field(
            default=(Url("127.0.0.1"),),
            description="Where Redis is: `redis://host:port/database`, `rediss://` for TLS, or "
            "`unix:///path?db=database`. A cluster may have several, any of its nodes. With `sentinels` only scheme "
            "and database count.",
        )
        user: str | None = Field(None, min_length=1, description="The user's name; null is the default user.")
        password: SecretStr | None = Field(None, description="The user's password, such as `${REDIS_PASSWORD}`.")
        ca_file: FilePath | None = Field(
            None, description="Certificates to check a `rediss://` server's with; null: those of the machine."
        )
        sentinels: Sentinels = Field((), description="Sentinels to ask for the primary.")
        service: str | None = Field(None, min_length=1, description="The name under which sentinels know the primary.")
        cluster: bool = Field(False, description="Whether it is a cluster.")
        prefix: str = Field("fitter:", description="What the names of all hashes begin with.")
        ttl: Duration | None = Field(
            None, gt=0, description="For how long a blob is kept at most; null: until Redis needs the room."
        )
        timeout: Duration = Field(
            0.1,
            ge=0.001,
            le=60,
            description="How long a look-up or another command may take at most, waiting and connecting included.",
        )
        connections: int = Field(
            20, ge=1, le=10_000, description="Connections of each front at most; others wait for one."
        )
        largest: Bytes = Field(8 << 20, ge=1, le=500 << 20, description="A larger blob is not kept.")

        @model_validator(mode="after")
        def _fit_together(self) -> RedisStorage.Options:
            if bool(self.sentinels) != (self.service is not None):
                raise Refusal("sentinels and service belong together: give both or none")
            if self.sentinels and self.cluster:
                raise Refusal("either sentinels or cluster: a cluster finds its primaries by itself")
            if len(self.url) > 1 and not self.cluster:
                raise Refusal("only a cluster has more than one url")
            if (self.cluster or self.sentinels) and any(url.path for url in self.url):
                raise Refusal("a cluster and sentinels are reached by redis:// or rediss://, not by a unix:// socket")
            if self.cluster and any(url.database for url in self.url):
                raise Refusal("a cluster has no other database than 0")
            return self

        @property
        def access(self) -> Access:
            """All that is needed to get in."""
            password = self.password.get_secret_value() if self.password else None
            return Access(
                self.url, self.user, password, self.ca_file, self.sentinels, self.service, cluster=self.cluster
            )

    def __init__(self, options: Options) -> None:
        self._prefix = options.prefix
        self._channel = f"{options.prefix}announced".encode("utf-8", "surrogatepass")
        self._ttl = options.ttl
        self._largest = options.largest
        self._link = Link(options.access, options.timeout, options.connections)

    async def get(self, key: str) -> Blob | None:
        """The blob, its body always bytes.

        Raises:
            OSError: Redis is not there (a ConnectionError), too slow (a TimeoutError), or refuses.
        """
        folder, name = self._place(key)
        try:
            content = await self._link.ask("HGET", folder, name)
        except Refused as error:
            if error.code == "WRONGTYPE":  # somebody else's value of that name
                return None
            raise
        if not isinstance(content, bytes):
            return None
        inline = len(content) <= _INLINE
        found = unsealed(content, key) if inline else await asyncio.to_thread(unsealed, content, key)
        if found is not None:
            blob, end = found
            return blob if lives(end, self._ttl) else None
        if is_marked(content):
            _log.warning("what was kept under %r is broken and is removed", key)
            with contextlib.suppress(OSError):  # it may be that this user only reads
                await self._link.ask("HDEL", folder, name)
        return None

    async def put(self, key: str, blob: Blob) -> None:
        """Keep the blob. One that is too large is not kept, and neither is what was there before.

        Raises:
            OSError: as from ``get``, or the file behind the blob got shorter.
            TypeError: the facts are nothing that JSON can say.
        """
        folder, name = self._place(key)
        if blob.size > self._largest:
            await self._link.ask("HDEL", folder, name)
            return
        end = ending(self._ttl)
        inline = blob.size <= _INLINE
        content = sealed(key, blob, end) if inline else await asyncio.to_thread(sealed, key, blob, end)
        if self._ttl is None:
            await self._link.ask("HSET", folder, name, content)
        else:
            await self._link.ask("EVAL", _PUT_FOR_A_WHILE, 1, folder, name, content, max(1, round(self._ttl * 1000)))

    async def delete(self, key: str) -> None:
        """Forget a key, or with a trailing ``/`` all keys below it.

        Raises:
            OSError: as from ``get``.
        """
        folder, name = self._place(key)
        if not key.endswith("/"):
            await self._link.ask("HDEL", folder, name)
            return
        await self._link.ask("UNLINK", folder)
        async for one in self._link.names(_GLOB.sub(rb"\\\g<0>", folder) + b"*"):
            await self._link.ask("UNLINK", one)

    async def lock(self, key: str, token: str, seconds: float) -> bool:
        """Take a key for so many seconds, unless somebody has it; raises as ``get``. Deleting below frees it too."""
        taken = await self._link.ask("SET", self._lock(key), token.encode(), "NX", "PX", max(1, round(seconds * 1000)))
        return taken is not None

    async def unlock(self, key: str, token: str) -> None:
        """Give it back, if it is still held with this token; raises as ``get``."""
        await self._link.ask("EVAL", _UNLOCK, 1, self._lock(key), token.encode())

    async def announce(self, word: str) -> None:
        """Say a word to all who listen; raises as ``get``."""
        await self._link.ask("PUBLISH", self._channel, word.encode("utf-8", "surrogatepass"))

    async def announced(self) -> AsyncIterator[str]:
        """What others and this one say from now on; raises as ``get``."""
        async for word in self._link.published(self._channel):
            try:
                said = word.decode("utf-8", "surrogatepass")
            except UnicodeDecodeError:  # none of ours; whoever may write there must not make us deaf for a while
                continue
            yield said

    async def check(self) -> None:
        """Whether it is there and lets this user read.

        Raises:
            OSError: with a sentence that says what is wrong.
        """
        await self.get(f"fitter-check-{secrets.token_hex(8)}/x")

    async def check_writing(self) -> None:
        """Whether something can be kept and deleted there; raises as ``check``."""
        key = f"fitter-check-{secrets.token_hex(8)}/x"
        await self.put(key, Blob(b""))
        await self.delete(key)

    async def close(self) -> None:
        """End the connections."""
        await self._link.close()

    def _place(self, key: str) -> tuple[bytes, bytes]:
        folder, slash, name = key.rpartition("/")
        place = self._prefix + folder + slash  # with the slash, for "/a" is another key than "a"
        return place.encode("utf-8", "surrogatepass"), name.encode("utf-8", "surrogatepass")

    def _lock(self, key: str) -> bytes:
        # Names of hashes end in a slash, but that of keys without one, which is shorter.
        return f"{self._prefix}{key}.lock".encode("utf-8", "surrogatepass")
