"""``python -m bench.bare PORT FILE``: a bare Tornado handler on uvloop that answers a file's bytes."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import tornado.web
import uvloop


class Handler(tornado.web.RequestHandler):
    """Writes the bytes; what it is compared with hashes nothing either."""

    def initialize(self, content: bytes) -> None:
        """Take the bytes."""
        self._content = content

    def get(self) -> None:
        """Answer."""
        self.set_header("Content-Type", "image/jpeg")
        self.write(self._content)

    def compute_etag(self) -> None:
        """Leave it away."""


async def _serve(port: int, content: bytes) -> None:
    state = {"content": content}
    application = tornado.web.Application([(r".*", Handler, state)], log_function=lambda handler: None)
    application.listen(port, "127.0.0.1")
    await asyncio.Event().wait()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(int(sys.argv[1]), Path(sys.argv[2]).read_bytes()))
