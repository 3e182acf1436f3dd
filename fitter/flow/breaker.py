"""Breaker: a storage that hangs or is gone is left alone for a while, and then one request tries it."""

from __future__ import annotations

import logging
import time

_log = logging.getLogger("fitter.storage")
_SHORTEST = 0.5  # seconds of rest after a failure, in case it was only a hitch; twice as long after each that follows
_LONGEST = 4.0


class Breaker:
    """Whether a storage is asked; its log has a line when that, or what is wrong, changes, and none a request."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.turn = 0  # goes up with each rest, so that what began before one neither ends nor prolongs it
        self._rest = 0.0  # seconds; 0: it is in use
        self._until = 0.0
        self._faults: dict[str, tuple[object, ...]] = {}  # by method, what was last wrong and is in the log

    def admit(self) -> int | None:
        """The number of this call, to be given back with its end; None: the storage rests."""
        if self._rest:
            now = time.monotonic()
            if now < self._until:
                return None
            self._until = now + _LONGEST  # this one tries it; the next does if nothing is heard of it until then
        return self.turn

    def worked(self, turn: int, method: str) -> None:
        """Take note of a call that came to its end."""
        if turn == self.turn:
            self._answers()
            if self._faults.pop(method, None):
                _log.info("%s of %s works again", method, self._name)

    def failed(self, turn: int, method: str, error: Exception) -> None:
        """Take note of a call that failed. Only where it hung, or found nobody there, does the storage rest."""
        if turn != self.turn:
            return
        gone = isinstance(error, TimeoutError | ConnectionError)
        if not gone:
            self._answers()
        if not self._rest:
            self._log(method, error, "; it is left alone until it answers" if gone else "")
        if gone:
            self.turn += 1
            self._rest = min(2 * self._rest or _SHORTEST, _LONGEST)
            self._until = time.monotonic() + self._rest

    def _answers(self) -> None:
        if self._rest:
            self._rest = 0.0
            self._faults.clear()
            _log.info("%s is in use again", self._name)

    def _log(self, method: str, error: Exception, then: str) -> None:
        fault = type(error), getattr(error, "errno", None)  # the text may name the key, and so differ each time
        if self._faults.get(method) != fault:
            self._faults[method] = fault
            _log.warning("%s of %s failed: %r%s", method, self._name, error, then)
