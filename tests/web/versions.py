"""An origin in a thread, whose picture changes: what it says of it and how often it was asked is the test's."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

from tests import pictures

SIZES = {"old": (120, 80), "new": (80, 120)}


class Origin(ThreadingHTTPServer):
    """Answers every path with the picture of its state, by the book; use it as a context."""

    daemon_threads = True

    def __init__(self, **headers: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.state, self.status, self.headers = "old", 200, headers
        self.asked: list[int] = []  # the statuses that it has answered
        self.gate = threading.Event()
        self.gate.set()

    def __enter__(self) -> Origin:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.gate.set()
        self.shutdown()
        self.server_close()

    def url(self, name: str = "a.png") -> str:
        """The key of a source here."""
        return f"http://127.0.0.1:{self.server_port}/{name}"


class _Answers(BaseHTTPRequestHandler):
    server: Origin

    def do_GET(self) -> None:
        origin = self.server
        origin.gate.wait(30)
        tag = f'"{origin.state}"'
        status = 304 if origin.status == 200 and self.headers["If-None-Match"] == tag else origin.status
        origin.asked.append(status)
        body = pictures.encoded(pictures.quarters(*SIZES[origin.state]), ".png") if status == 200 else b""
        self.send_response(status)
        for name, value in {"ETag": tag, **origin.headers, "Content-Length": str(len(body))}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
