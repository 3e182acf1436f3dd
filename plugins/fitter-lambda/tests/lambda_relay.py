"""A wire between the function and its storages that can be cut."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading


class Relay:
    """A wire to a server that can be cut: all connections go, and new ones come through. Use it as a context."""

    def __init__(self, port: int) -> None:
        self._open: list[socket.socket] = []
        relay = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with socket.create_connection(("127.0.0.1", port)) as upstream:
                    relay._open += [self.request, upstream]
                    back = threading.Thread(target=_copy, args=(upstream, self.request))
                    back.start()
                    _copy(self.request, upstream)
                    back.join()

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def cut(self) -> int:
        """Cut it; how many connections there were."""
        cut, self._open = len(self._open) // 2, [*self._open]
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._open = []
        return cut

    def __enter__(self) -> Relay:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _copy(here: socket.socket, there: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := here.recv(1 << 16):
            there.sendall(piece)
        there.shutdown(socket.SHUT_WR)
