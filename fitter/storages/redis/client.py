"""The library's client for one Redis, for the primary that sentinels name, or for a cluster; it retries nothing."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis, RedisCluster
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.connection import Connection, ConnectionPool, SSLConnection, UnixDomainSocketConnection
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelManagedConnection, SentinelManagedSSLConnection
from redis.backoff import NoBackoff

from fitter.storages.redis.address import Access

_DEAD = 10_000  # milliseconds after which the kernel gives up a connection whose other end takes nothing
_READ = 1 << 18  # bytes at a time; a picture seldom has more
_RESP = 2  # the protocol's version that every server speaks


@dataclass(frozen=True)
class Client:
    """What talks to Redis, and what has to be closed in the end."""

    commands: Redis | RedisCluster
    all: tuple[Redis | RedisCluster, ...]


def connect(access: Access, tls: ssl.SSLContext | None, timeout: float, connections: int) -> Client:
    """A client, and as yet no connection. Of several servers none may use up all of the timeout."""
    url = access.urls[0]
    user, password = access.user or url.user, access.password or url.password
    given: dict[str, Any] = {"username": user, "password": password, "max_connections": connections, "protocol": _RESP}
    given |= {"retry": Retry(NoBackoff(), 0)}
    tcp: dict[str, Any] = {"socket_keepalive": True, "socket_keepalive_options": {socket.TCP_USER_TIMEOUT: _DEAD}}
    if access.cluster:
        half = {"socket_timeout": timeout / 2, "socket_connect_timeout": timeout / 2}
        return _cluster(access, tls, given | tcp | half)
    given |= {"socket_timeout": None, "socket_connect_timeout": timeout, "socket_read_size": _READ, "db": url.database}
    if access.service is not None:
        return _primary(access, access.service, tls, given | tcp, timeout / (len(access.sentinels) + 1))
    if url.path:
        pool = ConnectionPool(UnixDomainSocketConnection, path=url.path, **given)
    else:
        kind = _secured(SSLConnection, tls) if tls else Connection
        pool = ConnectionPool(kind, host=url.host, port=url.port, **given, **tcp)
    client = Redis.from_pool(pool)
    return Client(client, (client,))


def _primary(access: Access, service: str, tls: ssl.SSLContext | None, given: dict[str, Any], each: float) -> Client:
    asked = {"socket_timeout": each, "socket_connect_timeout": each, "retry": given["retry"], "protocol": _RESP}
    sentinel = Sentinel(  # type: ignore[no-untyped-call]  # the library has no types there
        [(one.host, one.port) for one in access.sentinels], sentinel_kwargs=asked
    )
    kind = _secured(SentinelManagedSSLConnection, tls) if tls else SentinelManagedConnection
    client = sentinel.master_for(service, connection_class=kind, **given)
    return Client(client, (client, *sentinel.sentinels))


def _cluster(access: Access, tls: ssl.SSLContext | None, given: dict[str, Any]) -> Client:
    nodes = [ClusterNode(url.host, url.port) for url in access.urls]
    # After some moves of slots the library would end all connections, also those in use; it learns one by one as well.
    client = RedisCluster(startup_nodes=nodes, reinitialize_steps=0, **given)
    if tls:
        client.connection_kwargs["connection_class"] = _secured(SSLConnection, tls)
        fresh = [ClusterNode(node.host, node.port, **client.connection_kwargs) for node in nodes]
        client.nodes_manager.startup_nodes = {node.name: node for node in fresh}
    return Client(client, (client,))


def _secured(kind: type[SSLConnection], tls: ssl.SSLContext) -> type[SSLConnection]:
    """The same with this context; the library would make one for each connection, at 30 ms each."""

    class Secured(kind):  # type: ignore[misc, valid-type]  # a class that is given
        def __init__(self, **given: Any) -> None:
            super().__init__(**given)
            self.ssl_context.context = tls

    return Secured
