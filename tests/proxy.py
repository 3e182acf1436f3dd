"""What stands between a client and a real server: on a port of loopback, with a thread for each connection."""

from __future__ import annotations

import socket
import socketserver
import threading
from abc import ABC, abstractmethod
from typing import Self


class Proxy(ABC):
    """Use it as a context."""

    def __init__(self, port: int) -> None:
        """In front of the server at that port of loopback."""
        self.upstream = ("127.0.0.1", port)
        proxy = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                proxy.serve(self.request)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @abstractmethod
    def serve(self, client: socket.socket) -> None:
        """See to a connection until it is over."""

    @abstractmethod
    def release(self) -> None:
        """Let go of connections that would last."""

    @property
    def endpoint(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
