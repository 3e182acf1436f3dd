"""The section of the settings that says where and how the server listens."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from fitter.fields import Duration, Says
from fitter.settings.section import Section
from fitter.url.base import NOUN, PATTERN

PublicUrl = Annotated[
    str,
    AfterValidator(lambda text: text.rstrip("/")),
    Field(pattern=PATTERN),
    Says(NOUN),
]


EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  nothing is bound
"""The addresses that stand for every interface, and what one of them is on this machine."""


class Server(Section):
    """Where and how the server listens."""

    address: str = "127.0.0.1"
    """The address to listen on; 0.0.0.0 is every interface."""
    port: int = Field(6001, ge=0, le=65535)
    """The port to listen on; 0 takes a free one."""
    processes: int = Field(1, ge=1, le=64)
    """Front processes that share the port, each with its own workers."""
    public_url: PublicUrl | None = None
    """What is put before a picture's path where an answer names its URL, such as https://img.example.com; null is
    nothing: a path alone holds at the address that was asked."""
    connections: int | None = Field(None, ge=1)
    """Connections that each front process holds at most, while others wait; null: as many as the limit of open files
    leaves room for."""
    idle_timeout: Duration = Field(30.0, ge=1, le=3600)
    """How long a connection may stay silent, and how long a request's header may take."""
    send_timeout: Duration = Field(60.0, ge=1, le=3600)
    """How long a client may take to receive an answer."""
    drain: Duration = Field(20.0, ge=0, le=600)
    """How long running requests may go on after SIGTERM."""
    log: Literal["json", "plain"] = "json"
    """One line a request: JSON for machines, or plain text for people."""

    def url(self, port: int | None = None) -> str:
        """Where it is reached on this machine; the port, if another was found."""
        host = EVERYWHERE.get(self.address, self.address)
        host = f"[{host}]" if ":" in host else host
        return f"http://{host}:{self.port if port is None else port}"
