"""/health, /ready and /metrics."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import tornado.web

from fitter import metrics
from fitter.errors import FitterError, MethodNotAllowed
from fitter.flow.answers.respond import respond_error

if TYPE_CHECKING:
    from fitter.app import App

_TEXT = "text/plain; charset=utf-8"


class Page(tornado.web.RequestHandler):
    """Plain text for machines; nobody may keep it, and its errors look like all others."""

    def set_default_headers(self) -> None:
        """Say how the text is to be read, and name the server without its version."""
        self.set_header("Server", "fitter")
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", _TEXT)
        self.set_header("X-Content-Type-Options", "nosniff")

    def compute_etag(self) -> None:
        """Leave the ETag away: the text is never the same for long."""

    def write_error(self, status_code: int, **_: Any) -> None:
        """Answer what Tornado itself refuses."""
        error = MethodNotAllowed("This page is read with GET or HEAD.") if status_code == 405 else FitterError()
        response = respond_error(error, secrets.token_hex(8))
        for name, value in response.headers.items():
            self.set_header(name, value)
        self.finish(response.body)


class HealthHandler(Page):
    """200 as long as the process answers."""

    def get(self) -> None:
        """Answer from the loop alone, so that it works under any load."""
        self.write("ok\n")

    head = get


class HealthCheckHandler(HealthHandler):
    """The same as thumbor's, for the probes of those who come from there."""

    def get(self) -> None:
        """Answer with thumbor's word."""
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Cache-Control", "no-cache")
        self.write("WORKING")

    head = get


class ReadyHandler(Page):
    """200 once a worker has really made a picture; 503 before that and while draining."""

    def initialize(self, app: App) -> None:
        """Take what the route gives."""
        self._app = app

    def get(self) -> None:
        """Ask the pool."""
        if not self._app.ready:
            self.set_status(503)
            self.set_header("Retry-After", "1")
        self.write("ready\n" if self._app.ready else "not ready\n")

    head = get


class MetricsHandler(Page):
    """Prometheus' text format."""

    def initialize(self, app: App) -> None:
        """Take what the route gives."""
        self._app = app

    def get(self) -> None:
        """Bring the gauges up to date and print all."""
        self._app.measure()
        self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.write(metrics.text())

    head = get
