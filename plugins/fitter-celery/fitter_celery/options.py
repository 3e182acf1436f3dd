"""Where the broker is, and how jobs are treated: the same settings for fronts and for Celery's workers."""

from __future__ import annotations

import re
import ssl
from typing import Any
from urllib.parse import quote

from pydantic import Field, FilePath, SecretStr

import fitter
from fitter import Count, Duration

_URL = re.compile(r"(rediss?)://([^@/?#]+(?:/[0-9]*)?)")


class CeleryOptions(fitter.Options):
    """Where the broker is, and how jobs are treated."""

    url: str = Field(
        "redis://127.0.0.1:6379/0",
        pattern=f"^{_URL.pattern}$",
        description="Where Redis or Valkey is: `redis://host:port/database`, or `rediss://` for TLS.",
    )
    user: str | None = Field(None, min_length=1, description="The user's name; null is the default user.")
    password: SecretStr | None = Field(None, description="The user's password, such as `${REDIS_PASSWORD}`.")
    ca_file: FilePath | None = Field(
        None, description="Certificates to check a `rediss://` broker's with; null: those of the machine."
    )
    queue: str = Field(
        "fitter",
        pattern=r"^[A-Za-z0-9_.-]{1,100}$",
        description="The queue's name, which all keys that are used there begin with.",
    )
    most: Count | None = Field(
        10_000,
        ge=1,
        description="Jobs that may wait for a worker; more are answered 503. null: no bound.",
    )
    expires: Duration = Field(
        3600, ge=1, le=7 * 86_400, description="A job that no worker has begun by then is dropped."
    )
    patience: Duration = Field(
        1.0,
        ge=0,
        le=60,
        description="How long a request for a picture waits for a worker to begin with it. Once one has, it waits for "
        "the picture; else it is made at once, for whoever waits goes before what is queued.",
    )
    timeout: Duration = Field(
        0.25, ge=0.01, le=2, description="How long the broker may take for one command, connecting included."
    )
    retries: int = Field(
        5, ge=0, le=100, description="How often a job is tried again that failed for a reason that may pass."
    )
    pause: Duration = Field(
        1.0,
        ge=0.01,
        le=60,
        description="The longest pause before the first of them; it doubles with each one.",
    )
    lost_after: Duration | None = Field(
        None,
        ge=1,
        description="When a worker that says nothing of a job counts as gone, and another does it. null: three times "
        "`engine.deadline`, and a minute at the least.",
    )

    @property
    def broker(self) -> str:
        """The URL with the user and the password in it, for Celery."""
        scheme, _, place = self.url.partition("://")
        secret = self.password.get_secret_value() if self.password else ""
        who = f"{quote(self.user or '', safe='')}:{quote(secret, safe='')}@" if self.user or secret else ""
        return f"{scheme}://{who}{place}"

    @property
    def tls(self) -> dict[str, Any]:
        """How the broker's certificate is checked, in the words of the library; empty without TLS."""
        if not self.url.startswith("rediss:"):
            return {}
        own = {"ssl_ca_certs": str(self.ca_file)} if self.ca_file else {}
        return {"ssl_cert_reqs": ssl.CERT_REQUIRED, **own}

    def lost(self, deadline: float) -> float:
        """Seconds after which a job under way counts as lost, where a picture may take so many."""
        return self.lost_after if self.lost_after is not None else max(60.0, 3 * deadline)
