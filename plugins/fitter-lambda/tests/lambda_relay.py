"""A wire between the function and its storages that can be cut."""

from __future__ import annotations

import contextlib
import socket
import threading

from tests.proxy import Proxy


class Relay(Proxy):
    """A wire to a server that can be cut: all connections go, and new ones come through. Use it as a context."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self._open: list[socket.socket] = []

    def serve(self, client: socket.socket) -> None:
        """Both ways, as it comes."""
        with socket.create_connection(self.upstream) as upstream:
            self._open += [client, upstream]
            back = threading.Thread(target=_copy, args=(upstream, client))
            back.start()
            _copy(client, upstream)
            back.join()

    def release(self) -> None:
        """All connections go."""
        self.cut()

    def cut(self) -> int:
        """Cut it; how many connections there were."""
        cut, self._open = len(self._open) // 2, [*self._open]
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._open = []
        return cut


def _copy(here: socket.socket, there: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := here.recv(1 << 16):
            there.sendall(piece)
        there.shutdown(socket.SHUT_WR)
