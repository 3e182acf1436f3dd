"""Every table is run by some test, through a server if that can be, and few rows are answered otherwise."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from typing import Any

import pytest

from tests.compat.deliberate import DELIBERATE
from tests.compat.rows import handler_rows, rows
from tests.material import BESIDE, ROOT
from tests.url import deliberate, tables

FILES = ("thumbor.json", "imagor.json", "ssrf.json")
NO_ROWS = {"_about", "source", "reference", "divergences"}
"""What the tables are, what is only for reading, and what is not to be copied."""

STORIES = {"http_loader", "http_loader_normalize", "http_blacklist", "http_result_storage"}
STORIES |= {"http_signature_live", "signature_rejections", "http_upload"}
"""Tables that have a test with servers of their own; the others are in rows or are paths."""

IN_PROCESS = {
    "signatures": "by keys that are too well known for a server",
    "sign": "by keys that are too short for a server",
    "filter_args": "about types that no filter of fitter's own has alone",
    "split_args": "about a text, not about a request",
    "http_loader_allowed_sources": "about hosts in the Internet",
    **dict.fromkeys(("private", "loopback", "link_local", "unwrap"), "about addresses that nobody connects to"),
    "verify_source_network": "about addresses that nobody connects to",
}
"""Tables that no server is asked for, and why."""

MOST = 0.02


@cache
def counts() -> dict[str, int]:
    """The rows of each table."""
    found: dict[str, int] = {}
    for file in FILES:
        path = BESIDE / "vectors" / file
        content = json.loads(path.read_text()) if path.exists() else {}
        found |= {table: _rows(value) for table, value in content.items() if table not in NO_ROWS}
    return found


def _rows(table: Any) -> int:
    if isinstance(table, list):
        return len(table)
    ours = {name: value for name, value in table.items() if name not in ("columns", "images")}
    return sum(len(value) for value in ours.values() if isinstance(value, list))


def otherwise() -> set[tuple[str, str]]:
    """The rows that are answered otherwise; what meta says of one belongs to it."""
    found = {(table, key.replace("/unsafe/meta/", "/unsafe/")) for table, key in DELIBERATE}
    return found | {("paths", url) for url in deliberate.DELIBERATE}


@pytest.mark.skipif(not counts(), reason="the tables are not beside the repository")
class TestCounts:
    def test_all_tables_are_known(self) -> None:
        asked = {row.table for row in [*rows(), *handler_rows()]} | STORIES
        asked |= {table for _, table, _ in tables.TABLES}
        assert asked.isdisjoint(IN_PROCESS)
        assert {*asked, *IN_PROCESS} == set(counts())

    def test_some_test_names_each(self) -> None:
        texts = [file.read_text() for file in (ROOT / "tests").rglob("*.py") if file.name != "test_counts.py"]
        assert [table for table in counts() if not any(f'"{table}"' in text for text in texts)] == []

    def test_all_rows_of_these_tables_are_asked(self) -> None:
        asked = Counter(row.table for row in [*rows(), *handler_rows()] if "operations" not in row.expected)
        several = {"http_orientation", "integration_matrix", "accept_parsing"}  # requests for each row
        some = {"watermark_sizes"}  # of large pictures; all of them are reckoned in tests/operations
        for table in set(asked) - several - some:
            assert asked[table] == counts()[table], table

    def test_few_rows_are_answered_otherwise(self) -> None:
        total = sum(counts().values())
        assert total == 1303
        assert len(otherwise()) <= MOST * total, sorted(otherwise())
