"""The log's lines, and when they are written."""

from __future__ import annotations

import asyncio
import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fitter.log import JsonLines, Line, PlainLines, Together


class Pipe:
    """What a log is written to."""

    def __init__(self) -> None:
        self._end, self.descriptor = os.pipe()
        self._rest = b""
        fcntl.fcntl(self.descriptor, fcntl.F_SETPIPE_SZ, 4096)

    def lines(self, count: int) -> list[dict[str, Any]]:
        """The next ones, when they have come."""
        while self._rest.count(b"\n") < count:
            self._rest += os.read(self._end, 1 << 20)
        *found, self._rest = self._rest.split(b"\n", count)
        return [json.loads(line) for line in found]

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been written that is not read."""
        os.set_blocking(self._end, False)
        try:
            self._rest += os.read(self._end, 1)
        except BlockingIOError:
            return True
        finally:
            os.set_blocking(self._end, True)
        return False

    def close(self) -> None:
        os.close(self._end)
        os.close(self.descriptor)


@contextmanager
def handler() -> Iterator[tuple[Together, Pipe]]:
    pipe = Pipe()
    made = Together(pipe.descriptor)
    made.setFormatter(JsonLines())
    try:
        yield made, pipe
    finally:
        made.flush()
        made.close()
        pipe.close()


def crash(text: str) -> logging.LogRecord:
    return logging.LogRecord("fitter.crash", logging.ERROR, "", 0, text, (), None)


def test_lines_of_requests_wait_for_each_other() -> None:
    async def log(made: Together, pipe: Pipe) -> None:
        for number in range(3):
            made.handle(Line({"number": number}))
        assert pipe.is_empty
        lines = await asyncio.to_thread(pipe.lines, 3)
        assert [line["number"] for line in lines] == [0, 1, 2]

    with handler() as both:
        asyncio.run(log(*both))


def test_all_others_are_written_at_once_and_behind_them() -> None:
    async def log(made: Together, pipe: Pipe) -> None:
        made.handle(Line({"number": 0}))
        made.handle(crash("it broke"))
        assert [one.get("message") for one in pipe.lines(2)] == [None, "it broke"]

    with handler() as both:
        asyncio.run(log(*both))


def test_nothing_waits_where_nobody_comes_by() -> None:
    with handler() as (made, pipe):
        made.handle(Line({"number": 0}))
        assert pipe.lines(1)[0]["number"] == 0


def test_what_waits_is_written_at_the_end() -> None:
    async def log(made: Together, pipe: Pipe) -> None:
        made.handle(Line({"number": 0}))
        made.flush()
        assert not pipe.is_empty

    with handler() as both:
        asyncio.run(log(*both))


def test_nobody_waits_for_who_does_not_read() -> None:
    text = "x" * 10_000
    with handler() as (made, pipe):
        for number in range(1000):
            made.handle(crash(f"{number} {text}"))
        made.flush()  # for a moment
        before = []
        while (line := pipe.lines(1)[0])["logger"] == "fitter.crash":
            before.append(int(line["message"].split()[0]))
        lost = int(line["message"].rpartition(" ")[2])
        assert before == list(range(len(before)))
        assert lost == 1000 - len(before) > 0
        assert len(before) > 300
        made.handle(crash("it goes on"))
        assert pipe.lines(1)[0]["message"] == "it goes on"


def test_what_cannot_be_written_is_counted() -> None:
    text = "a \ud800 é"
    with handler() as (made, pipe):
        with Path("/dev/full").open("wb") as full:
            kept = os.dup(pipe.descriptor)
            os.dup2(full.fileno(), pipe.descriptor)
            made.handle(crash("no room"))
            made.flush()
            os.dup2(kept, pipe.descriptor)
            os.close(kept)
        os.set_blocking(pipe.descriptor, False)  # as others may who share it
        for _ in range(100):
            made.handle(crash(text + "x" * 100))
        lines = pipe.lines(101)
    assert sum(line["message"].startswith(text) for line in lines) == 100
    assert [line["message"] for line in lines if line["logger"] == "fitter.log"] == [
        "lines of the log that were lost, as they could not be written: 1"
    ]


def test_plain_lines_say_what_was_wrong() -> None:
    known = {"status": 200, "cache": "hit", "ms": 1.25, "plan": "60x40/a.jpg", "steps": {"recall": 1}}
    refused = {"status": 403, "cache": "none", "ms": 0.1, "plan": "", "path": "/no/a.jpg", "steps": {}}
    lines = [known, {**refused, "error": "Not signed."}, {**refused, "error": "No\x9b2J."}]
    assert [PlainLines().format(Line(facts)).partition(" ")[2] for facts in lines] == [
        "200 hit 1.2 ms 60x40/a.jpg (recall 1.0)",
        "403 none 0.1 ms /no/a.jpg () Not signed.",
        "403 none 0.1 ms /no/a.jpg () 'No\\x9b2J.'",
    ]
