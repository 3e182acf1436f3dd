"""What became of pictures that were warmed: a bar meanwhile, a summary, and what failed."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack

import click

from fitter.cli.bar import bar
from fitter.warming.warm import Outcome, State


class Warmth:
    """Counts outcomes, with a bar meanwhile; as a context, what is interrupted within is told of all the same."""

    def __init__(self) -> None:
        self._states, self._troubles = Counter[State](), list[str]()
        self._start, self._stack, self._stopped = time.monotonic(), ExitStack(), False
        self._step: Callable[[], None] = lambda: None

    def expect(self, length: int) -> None:
        """So many are to come."""
        self._step = self._stack.enter_context(bar(length))

    def count(self, outcome: Outcome) -> None:
        """One more is done."""
        self._states[outcome.state] += 1
        if outcome.why:
            self._troubles.append(f"{outcome.wanted}: {outcome.why}")
        self._step()

    def tell(self) -> int:
        """Print the summary, and behind it what went wrong; the exit code."""
        parts = [f"{count} {state.value}" for state in State if (count := self._states[state])] or ["nothing was made"]
        before = "stopped: " if self._stopped else ""
        click.echo(f"{before}{', '.join(parts)}; in {time.monotonic() - self._start:.1f} s")
        for line in sorted(self._troubles):
            click.echo(f"  {line}", err=True)
        return 130 if self._stopped else 1 if self._troubles else 0

    def __enter__(self) -> Warmth:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        self._stack.close()
        self._stopped = kind is not None and issubclass(kind, KeyboardInterrupt | asyncio.CancelledError)
        return self._stopped
