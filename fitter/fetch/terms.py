"""The terms under which sources are fetched."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Limits of one download, and how it presents itself."""

    timeout: float = 5.0  # seconds for everything: waiting for a place, names, redirects, the last byte
    connect_timeout: float = 2.0  # seconds for the name and the connection of one hop
    max_bytes: int = 25 * 1024**2
    max_redirects: int = 3
    clients: int = 50  # downloads at once
    clients_per_host: int = 25
    inline: int = 0  # bytes of a body that comes as bytes; a longer one comes in an anonymous file
    origin: str = "The origin of the source"  # how errors call it
    user_agent: str = "fitter"
    ca_file: str | None = None  # certificates to trust, PEM; None: the system's
    resolve: tuple[str, ...] = ()  # ``name:port:address[,address]``: names with fixed addresses, judged like all others
