"""Where a Redis is: URLs and sentinels as they stand in the settings, read without ever showing a password."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated
from urllib.parse import unquote, urlsplit

from pydantic import BeforeValidator

from fitter import Refusal, Says

_PORT, _SENTINEL_PORT = 6379, 26379
_WHAT = "must be a URL such as redis://127.0.0.1:6379/0, rediss://user:password@host or unix:///run/redis.sock?db=0"


@dataclass(frozen=True, slots=True)
class Url:
    """One Redis. A user or password in it must be percent-encoded."""

    host: str = ""
    port: int = _PORT
    path: str = ""  # of a socket, in place of host and port
    tls: bool = False
    database: int = 0
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, value: object) -> Url:
        """Read it. Raises Refusal, which does not repeat what it was given: there may be a password in it."""
        if isinstance(value, cls):
            return value
        try:
            parts = urlsplit(str(value))
            port, user, password = parts.port, *(one and unquote(one) for one in (parts.username, parts.password))
            socket = parts.scheme == "unix"
            digits = parts.query.removeprefix("db=") if socket else parts.path.strip("/")
            fits = parts.path if socket else parts.hostname and not parts.query
            known = parts.scheme in ("redis", "rediss", "unix")
            if not fits or not known or parts.fragment or digits.startswith("-"):
                raise Refusal(_WHAT)
            if socket:
                return cls(path=unquote(parts.path), database=int(digits or 0), user=user, password=password)
            tls = parts.scheme == "rediss"
            return cls(parts.hostname or "", port or _PORT, "", tls, int(digits or 0), user or None, password)
        except ValueError:
            raise Refusal(_WHAT) from None

    def __str__(self) -> str:
        """As one writes it, without user and password."""
        if self.path:
            return f"unix://{self.path}?db={self.database}"
        return f"redis{'s' * self.tls}://{self.place}/{self.database}"

    @property
    def place(self) -> str:
        """What errors call it."""
        return self.path or _place(self.host, self.port)


@dataclass(frozen=True, slots=True)
class Sentinel:
    """One of the processes that know which Redis is the primary."""

    host: str
    port: int = _SENTINEL_PORT

    @classmethod
    def parse(cls, value: object) -> Sentinel:
        """Read ``host:port``. Raises Refusal."""
        if isinstance(value, cls):
            return value
        with contextlib.suppress(ValueError):
            parts = urlsplit(f"//{value}")
            if parts.hostname and parts.netloc == value and "@" not in parts.netloc:
                return cls(parts.hostname, parts.port or _SENTINEL_PORT)
        raise Refusal("must be a host and a port such as redis-sentinel:26379")

    def __str__(self) -> str:
        return _place(self.host, self.port)


def _place(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _some(value: object) -> object:
    if value in ([], ()):
        raise Refusal(_WHAT)
    return value if isinstance(value, list | tuple) else [value]


Urls = Annotated[
    tuple[Annotated[Url, BeforeValidator(Url.parse)], ...],
    BeforeValidator(_some),
    Says("a URL such as redis://127.0.0.1:6379/0, or a list of them"),
]
"""One or several."""
Sentinels = tuple[
    Annotated[Sentinel, BeforeValidator(Sentinel.parse), Says("a host and a port such as redis:26379")], ...
]


@dataclass(frozen=True, slots=True)
class Access:
    """All that is needed to get in."""

    urls: tuple[Url, ...]
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    sentinels: tuple[Sentinel, ...] = ()
    service: str | None = None
    cluster: bool = False

    @property
    def name(self) -> str:
        """What errors call it."""
        if self.service:
            return f"the Redis {self.service!r} of the sentinels {', '.join(map(str, self.sentinels))}"
        return f"the Redis {'cluster ' * self.cluster}at {', '.join(url.place for url in self.urls)}"
