"""A bar that shows how many of many pictures are done."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def bar(length: int) -> Iterator[Callable[[], None]]:
    """What is called for each that is done; the bar is on standard error where that is a terminal, else nowhere."""
    if not sys.stderr.isatty() or length < 2:
        yield lambda: None
        return
    with click.progressbar(length=length, label="Making pictures", show_pos=True, file=sys.stderr) as shown:
        yield lambda: shown.update(1)
