"""One line a request: JSON for machines, plain text for people."""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import Any


class JsonLines(logging.Formatter):
    """Each record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger, then what the record carries."""
        line: dict[str, Any] = {"time": _stamp(record), "level": record.levelname.lower(), "logger": record.name}
        line |= getattr(record, "facts", None) or {"message": record.getMessage()}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    """Each record as a line for a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """``12:00:00 200 miss 12.3 ms fit-in/300x200/key.jpg (load 1.2, transform 10.1)``."""
        facts = getattr(record, "facts", None)
        if facts is None:
            return f"{_stamp(record)[11:19]} {record.levelname.lower()} {super().format(record)}"
        steps = ", ".join(f"{name} {ms:.1f}" for name, ms in facts["steps"].items())
        plan = facts["plan"] or "-"
        return f"{_stamp(record)[11:19]} {facts['status']} {facts['cache']} {facts['ms']:.1f} ms {plan} ({steps})"


def _stamp(record: logging.LogRecord) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03}Z"


def start(form: str) -> None:
    """Write all logs to standard output in that form, json or plain."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines() if form == "json" else PlainLines())
    logging.raiseExceptions = False  # a log that cannot be written fails no request
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
