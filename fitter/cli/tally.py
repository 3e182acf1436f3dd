"""What became of many pictures: a bar while they are made, and a summary."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterator

import click

from fitter.cli.amounts import amount
from fitter.cli.bar import bar
from fitter.local.batch import Outcome, State


class Tally:
    """Counts outcomes."""

    def __init__(self, length: int, *, to_stderr: bool) -> None:
        """Of so many pictures; the summary goes to standard error where the picture goes to standard output."""
        self._length, self._to_stderr = length, to_stderr
        self._states = Counter[State]()
        self._before = self._after = 0
        self._start = time.monotonic()
        self._step: Callable[[], None] = lambda: None
        self.troubles: list[str] = []

    @contextlib.contextmanager
    def shown(self) -> Iterator[None]:
        """With a bar on standard error where that is a terminal, and nothing of it elsewhere."""
        with bar(self._length) as self._step:
            yield

    def count(self, outcome: Outcome) -> None:
        """One more is done."""
        self._states[outcome.state] += 1
        self._before += outcome.before
        self._after += outcome.after
        if outcome.why:
            self.troubles.append(f"{outcome.task.called}: {outcome.why}")
        self._step()

    def tell(self, before: str = "") -> None:
        """Print the summary, and behind it what went wrong."""
        states = self._states
        made = states[State.MADE] + states[State.NOT_BACKED_UP]
        parts = [f"{made} made"]
        parts += [f"{states[State.SKIPPED]} skipped, as they are there (--force)"] if states[State.SKIPPED] else []
        parts += [f"{states[State.FAILED]} failed"] if states[State.FAILED] else []
        parts += [f"{states[State.NOT_BACKED_UP]} not backed up"] if states[State.NOT_BACKED_UP] else []
        bytes_ = f"{amount(self._before)} became {amount(self._after)} " if made else ""
        click.echo(
            f"{before}{', '.join(parts)}; {bytes_}in {time.monotonic() - self._start:.1f} s", err=self._to_stderr
        )
        for line in sorted(self.troubles):
            click.echo(f"  {line}", err=True)
