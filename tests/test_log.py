"""The log's lines, and when they are written."""

from __future__ import annotations

import asyncio
import io
import json
import logging

from fitter.log import JsonLines, Line, Together


def handler() -> tuple[Together, io.StringIO]:
    stream = io.StringIO()
    made = Together(stream)
    made.setFormatter(JsonLines())
    return made, stream


def test_lines_of_requests_wait_for_each_other() -> None:
    made, stream = handler()

    async def log() -> str:
        for number in range(3):
            made.handle(Line({"number": number}))
        before = stream.getvalue()
        while not stream.getvalue():  # noqa: ASYNC110  a handler sets no event
            await asyncio.sleep(0.01)
        return before

    assert asyncio.run(log()) == ""
    assert [json.loads(line)["number"] for line in stream.getvalue().splitlines()] == [0, 1, 2]


def test_all_others_are_written_at_once_and_behind_them() -> None:
    made, stream = handler()

    async def log() -> None:
        made.handle(Line({"number": 0}))
        made.handle(logging.LogRecord("fitter.crash", logging.ERROR, "", 0, "it broke", (), None))
        found = [json.loads(line) for line in stream.getvalue().splitlines()]
        assert [one.get("message") for one in found] == [None, "it broke"]

    asyncio.run(log())


def test_nothing_waits_where_nobody_comes_by() -> None:
    made, stream = handler()
    made.handle(Line({"number": 0}))
    assert json.loads(stream.getvalue())["number"] == 0


def test_what_waits_is_written_at_the_end() -> None:
    made, stream = handler()

    async def log() -> None:
        made.handle(Line({"number": 0}))
        made.flush()
        assert stream.getvalue()

    asyncio.run(log())
