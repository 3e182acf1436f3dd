"""A client that asks for one thing again and again, on a few connections that stay open, and costs little itself.

``python -m bench.load PORT COUNT REQUEST`` prints answers a second; the request is its whole head. All answers must be
as long as the first of the connection's.
"""

from __future__ import annotations

import select
import socket
import sys
import time

CONNECTIONS = 8
_LONGEST = 1 << 20
_PATIENCE = 20.0


def whole(connection: socket.socket, request: bytes) -> tuple[int, bytes]:
    """Ask once; how long the answer is, and its head."""
    connection.sendall(request)
    data = b""
    while (end := data.find(b"\r\n\r\n") + 4) < 4:
        data += received(connection)
    head = data[:end]
    length = 0
    if b" 304 " not in head.partition(b"\r\n")[0]:
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    while len(data) < end + length:
        data += received(connection)
    return end + length, head


def received(connection: socket.socket) -> bytes:
    """What has come; all has not."""
    data = connection.recv(_LONGEST)
    if not data:
        raise ConnectionError("the server hung up")
    return data


def rate(port: int, count: int, request: bytes) -> float:
    """Answers a second."""
    poll, connections, got, sizes = select.epoll(), {}, {}, {}
    for _ in range(CONNECTIONS):
        connection = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        whole(connection, request)
        number = connection.fileno()
        connections[number], got[number], sizes[number] = connection, 0, whole(connection, request)[0]
        poll.register(number, select.EPOLLIN)
    start, done = time.perf_counter(), 0
    for connection in connections.values():
        connection.sendall(request)
    while done < count:
        events = poll.poll(_PATIENCE)
        if not events:
            raise TimeoutError("an answer did not come, or was shorter than the first")
        for number, _ in events:
            got[number] += len(received(connections[number]))
            if got[number] >= sizes[number]:
                got[number], done = 0, done + 1
                connections[number].send(request)
    return done / (time.perf_counter() - start)


def main() -> None:
    """Print the rate."""
    port, count, request = sys.argv[1:]
    sys.stdout.write(f"{rate(int(port), int(count), request.encode('latin-1')):.1f}\n")


if __name__ == "__main__":
    main()
