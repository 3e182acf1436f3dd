"""/health, /ready and /metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tornado.web

from fitter import metrics

if TYPE_CHECKING:
    from fitter.app import App


class HealthHandler(tornado.web.RequestHandler):
    """200 as long as the process answers."""

    def get(self) -> None:
        """Answer from the loop alone, so that it works under any load."""
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.write("ok\n")

    head = get


class ReadyHandler(tornado.web.RequestHandler):
    """200 once a worker has really made a picture; 503 before that and while draining."""

    def initialize(self, app: App) -> None:
        """Take what the route gives."""
        self._app = app

    def get(self) -> None:
        """Ask the pool."""
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        if not self._app.ready:
            self.set_status(503)
            self.set_header("Retry-After", "1")
        self.write("ready\n" if self._app.ready else "not ready\n")

    head = get


class MetricsHandler(tornado.web.RequestHandler):
    """Prometheus' text format."""

    def initialize(self, app: App) -> None:
        """Take what the route gives."""
        self._app = app

    def get(self) -> None:
        """Bring the gauges up to date and print all."""
        self._app.measure()
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.write(metrics.text())
