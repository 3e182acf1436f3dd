"""A client that asks for many things, each once, on connections that stay open; in a process of its own.

``python -m bench.asking`` reads a line of JSON: the port of each connection, the paths, and the second at which each is
due, or null: then each connection asks for the next as soon as it has its answer. All requests are made before the
starts. It prints the seconds for all, and those that each took; where it was due, from that moment on, so that waiting
for a connection counts.
"""

from __future__ import annotations

import json
import select
import socket
import subprocess
import sys
import time
from collections import deque
from dataclasses import dataclass

from bench.load import received

HEAD = "GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nAccept: image/*\r\n{}\r\n"
_PATIENCE = 60.0


@dataclass(frozen=True)
class Asked:
    """How long it took."""

    seconds: float
    each: list[float]


def asked(ports: list[int], paths: list[str], due: list[float] | None = None) -> Asked:
    """Ask, from another process.

    Raises:
        subprocess.CalledProcessError: an answer was an error, or did not come.
    """
    line = json.dumps([ports, paths, due])
    command = [sys.executable, "-m", "bench.asking"]
    done = subprocess.run(command, input=line, stdout=subprocess.PIPE, text=True, check=True, timeout=600)
    return Asked(*json.loads(done.stdout))


class Lane:
    """A connection with one request under way at most."""

    def __init__(self, port: int) -> None:
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.number, self._data = 0, b""

    def ask(self, number: int, request: bytes) -> None:
        """Send it."""
        self.number, self._data = number, b""
        self.connection.sendall(request)

    def whole(self) -> bool:
        """Take what has come; whether that is all.

        Raises:
            ValueError: the answer is an error.
        """
        self._data += received(self.connection)
        head, end, body = self._data.partition(b"\r\n\r\n")
        if end and b" 200 " not in head.partition(b"\r\n")[0]:
            raise ValueError(f"request {self.number} was answered: {self._data[:2000]!r}")
        return bool(end) and len(body) >= int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])


def measured(lanes: list[Lane], requests: list[bytes], due: list[float] | None) -> Asked:
    """Ask; all connections are open."""
    poll, free = select.epoll(), deque(lanes)
    by_number = {lane.connection.fileno(): lane for lane in lanes}
    for number in by_number:
        poll.register(number, select.EPOLLIN)
    times = due or [0.0] * len(requests)
    began, took = [0.0] * len(requests), [0.0] * len(requests)
    start, sent, done = time.perf_counter(), 0, 0
    while done < len(requests):
        now = time.perf_counter() - start
        while sent < len(requests) and free and times[sent] <= now:
            began[sent] = times[sent] if due else time.perf_counter() - start
            free.popleft().ask(sent, requests[sent])
            sent += 1
        until = times[sent] - now if free and sent < len(requests) else _PATIENCE
        events = poll.poll(max(0.0, min(until, _PATIENCE)))
        if not events and until >= _PATIENCE:
            raise TimeoutError("an answer did not come")
        for number, _ in events:
            lane = by_number[number]
            if lane.whole():
                took[lane.number] = time.perf_counter() - start - began[lane.number]
                done += 1
                free.append(lane)
    return Asked(time.perf_counter() - start, took)


def main() -> None:
    """Read, ask, print."""
    ports, paths, due = json.loads(sys.stdin.readline())
    found = measured([Lane(port) for port in ports], [HEAD.format(path, "").encode() for path in paths], due)
    sys.stdout.write(json.dumps([found.seconds, found.each]))


if __name__ == "__main__":
    main()
