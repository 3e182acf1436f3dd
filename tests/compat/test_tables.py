"""Every row of thumbor's tables that asks for a picture, through a real server: as thumbor answers, or for a reason."""

from __future__ import annotations

import pytest

from tests.compat.answers import ask, differences
from tests.compat.conftest import Servers
from tests.compat.deliberate import BETTER, DELIBERATE
from tests.compat.rows import Row, cases, divergence, handler_rows, rows
from tests.table import table
from tests.web.stage import until

ROWS = [*rows(), *handler_rows()]
WRONG = [row for case in cases("divergences") if (row := divergence(case)) is not None]
STORED = "http_result_storage"


@table("row", ROWS, ids=str)
def test_row(servers: Servers, row: Row) -> None:
    found = differences(row.expected, ask(servers, row))
    reason = DELIBERATE.get(row.key)
    if reason is None:
        assert found == []
    else:
        assert found == list(reason.instead)


@pytest.mark.skipif(not cases(STORED), reason="the tables are not beside the repository")
def test_results_are_kept_apart_by_what_was_accepted(servers: Servers) -> None:
    """The story of that table: with and without ``Accept: image/webp``, each twice."""
    answer, files = cases(STORED)
    expected = {name: answer[name] for name in ("status", "content_type", "vary")}
    folder = servers.folder / "results"

    def kept() -> set[str]:
        return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}

    before = kept()
    for accept in (None, None, answer["accept"], answer["accept"]):
        reply = ask(servers, Row(STORED, "/unsafe/30x20/q60x40.png", {}, accept=accept, config={"AUTO_WEBP": True}))
        assert differences(expected if accept else expected | {"content_type": "image/png"}, reply) == []
    until(lambda: len(kept() - before) == files["count"])
    found = ["Last-Modified is sent"] if "Last-Modified" in reply.headers and not answer["last_modified"] else []
    assert found == list(DELIBERATE[STORED, answer["precondition"]].instead)
    elsewhere = not any(files["expected_prefix"] in name for name in kept() - before)
    assert ["other names"] * elsewhere == list(DELIBERATE[STORED, files["precondition"]].instead)


def test_a_cut_without_its_detector_may_be_reused_for_a_moment(servers: Servers) -> None:
    servers.draw("q100x80.jpg")
    path, ages = "/unsafe/20x80/smart/q100x80.jpg", ("public, max-age=1", "public, max-age=86400")
    for words, age in zip((path, path.replace("smart/", "")), ages, strict=True):
        assert ask(servers, Row("", words, {})).headers["Cache-Control"] == age


@table("row", WRONG, ids=str)
def test_what_thumbor_does_wrong_is_done_better(servers: Servers, row: Row) -> None:
    assert tuple(differences(row.expected, ask(servers, row))) == BETTER[row.path]


def test_only_rows_that_there_are_stand_among_the_differences() -> None:
    asked = {row.key for row in ROWS} | {(STORED, case["precondition"]) for case in cases(STORED)}
    assert not asked or set(DELIBERATE) <= asked
    assert not WRONG or {row.path for row in WRONG} == set(BETTER)
