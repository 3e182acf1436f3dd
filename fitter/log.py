"""One line a request: JSON for machines, plain text for people."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from functools import lru_cache
from typing import Any

from fitter.log_writer import Writer

_access = logging.getLogger("fitter.access")
_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
_PAUSE = 0.1  # seconds for which lines of requests wait for each other
_MOST = 200  # lines that wait
_END = 1.0  # seconds for them at the end


class Line(logging.LogRecord):
    """The record of a request; where in the code it comes from, and in which thread, is not looked up."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.name, self.levelno, self.levelname = _access.name, logging.INFO, "INFO"
        self.created = now = time.time()
        self.msecs, self.relativeCreated = int(now % 1 * 1000), 0.0
        self.msg, self.args, self.exc_info, self.exc_text, self.stack_info = "", (), None, None, None
        self.pathname, self.filename, self.module, self.funcName, self.lineno = "", "", "", "", 0
        self.thread, self.threadName, self.process, self.processName = None, None, None, None
        self.facts = facts


class JsonLines(logging.Formatter):
    """Each record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger, then what the record carries."""
        line: dict[str, Any] = {"time": _stamp(record), "level": record.levelname.lower(), "logger": record.name}
        line |= getattr(record, "facts", None) or {"message": record.getMessage()}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return _encode(line)


class PlainLines(logging.Formatter):
    """Each record as a line for a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """``12:00:00 200 miss 12.3 ms fit-in/300x200/key.jpg (load 1.2, transform 10.1)``, and what was wrong."""
        facts = getattr(record, "facts", None)
        if facts is None:
            return f"{_stamp(record)[11:19]} {record.levelname.lower()} {super().format(record)}"
        steps = ", ".join(f"{name} {ms:.1f}" for name, ms in facts["steps"].items())
        asked = facts["plan"] or facts.get("path", "-")
        why = facts.get("error", "")
        wrong = f" {why if why.isprintable() else ascii(why)}" if why else ""
        return (
            f"{_stamp(record)[11:19]} {facts['status']} {facts['cache']} {facts['ms']:.1f} ms {asked} ({steps}){wrong}"
        )


class Together(logging.Handler):
    """Lines of requests wait for each other and are written together, a moment later; all others at once, behind them.

    What is written goes to a thread: who does not read the log holds up no request.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._lines: list[str] = []
        self._writer = Writer(descriptor, self._said)
        self._writer.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Take a record in."""
        try:
            self._lines.append(self.format(record))
        except Exception:  # as any handler does
            self.handleError(record)
            return
        if not isinstance(record, Line) or len(self._lines) >= _MOST:
            self._hand_over()
        elif len(self._lines) == 1:
            try:
                asyncio.get_running_loop().call_later(_PAUSE, self._hand_over)
            except RuntimeError:  # nobody would come by later
                self._hand_over()

    def _hand_over(self) -> None:
        self.acquire()
        try:
            lines, self._lines = self._lines, []
            if lines:
                self._writer.put(lines)
        finally:
            self.release()

    def _said(self, lost: int) -> str:
        text = "lines of the log that were lost, as they could not be written: %d"
        return self.format(logging.LogRecord(__name__, logging.WARNING, "", 0, text, (lost,), None))

    def flush(self) -> None:
        """Wait until all is written, and not for ever."""
        self._hand_over()
        self._writer.wait(_END)

    def close(self) -> None:
        """Take no more in."""
        self._writer.end()
        super().close()


def access(facts: dict[str, Any]) -> None:
    """Write the line of a request that has ended."""
    if _access.isEnabledFor(logging.INFO):
        _access.handle(Line(facts))


@lru_cache(4)
def _second(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))


def _stamp(record: logging.LogRecord) -> str:
    return f"{_second(int(record.created))}.{int(record.msecs):03}Z"


def start(form: str, *, together: bool = False) -> None:
    """Write all logs to standard output in that form, json or plain.

    Args:
        form: json or plain.
        together: whether lines of requests are written together and in a thread, by a loop that runs all the time.
    """
    together = together and sys.stdout is not None
    handler = Together(sys.stdout.fileno()) if together else logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines() if form == "json" else PlainLines())
    logging.raiseExceptions = False  # a log that cannot be written fails no request
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def flush() -> None:
    """Wait until all lines are written, for a second at the most."""
    for handler in logging.getLogger().handlers:
        handler.flush()
