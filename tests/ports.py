"""Ports for servers that must be told theirs before they start."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from random import SystemRandom

_NODES = 10_000
"""What the nodes of a cluster add to their port for another one."""


def free_port() -> int:
    """A port that nobody listens on, nor on the one that a cluster's node adds to it.

    Both are below those from which the kernel gives connections theirs: it could give this one away at any moment.
    """
    while True:
        port = SystemRandom().randrange(10_000, 22_000)
        with ExitStack() as stack:
            try:
                for number in (port, port + _NODES):
                    stack.enter_context(socket.socket()).bind(("127.0.0.1", number))
            except OSError:
                continue
        return port
