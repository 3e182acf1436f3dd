"""Every row of thumbor's tables that asks for a picture, through a real server: as thumbor answers, or for a reason."""

from __future__ import annotations

import http.client
from typing import Any

import pytest

from tests.compat.conftest import Servers
from tests.compat.deliberate import DELIBERATE, NEARER
from tests.compat.rows import Row, rows
from tests.compat.sight import corners, dark_box, near, pixel, seen
from tests.server import Reply, Server

ROWS = list(rows())


def ask(server: Server, row: Row) -> Reply:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.putrequest(row.method, row.path, skip_accept_encoding=True)
        connection.endheaders()
        answer = connection.getresponse()
        return Reply(answer.status, dict(answer.getheaders()), answer.read())
    finally:
        connection.close()


def differences(expected: dict[str, Any], got: dict[str, Any]) -> list[str]:
    """What is not as the table says, within the tables' tolerances."""
    found = []
    if "status" in expected and got["status"] not in NEARER.get(expected["status"], {expected["status"]}):
        found.append(f"status {got['status']} and not {expected['status']}")
    for name in ("content_type", "frames"):
        # Errors are problem+json here, as they were HTML there.
        if name in expected and expected.get("status") == 200 and got.get(name) != expected[name]:
            found.append(f"{name} {got.get(name)} and not {expected[name]}")
    picture = got.get("picture")
    if picture is None:
        return found
    found += [
        f"{name} {got[name]} and not {expected[name]}"
        for name in ("width", "height")
        if name in expected and abs(got[name] - expected[name]) > 1
    ]
    if "corners" in expected and corners(picture) != expected["corners"]:
        found.append(f"corners {corners(picture)} and not {expected['corners']}")
    if "dark_bbox_ltrb" in expected and not near(dark_box(picture), expected["dark_bbox_ltrb"], 1):
        found.append(f"dark in {dark_box(picture)} and not {expected['dark_bbox_ltrb']}")
    lossy = got["content_type"] in ("image/jpeg", "image/webp", "image/avif")
    for place, value in expected.get("pixels", {}).items():
        here = pixel(picture, *map(int, place.split(",")))
        if not near(here, value, 8 if lossy else 2):
            found.append(f"{here} at {place} and not {value}")
    return found


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(servers: Servers, row: Row) -> None:
    servers.draw(*row.files)
    server = servers.of(output={"orient": False}) if row.config.get("RESPECT_ORIENTATION") is False else servers.of()
    found = differences(row.expected, seen(ask(server, row)))
    reason = DELIBERATE.get((row.table, row.path))
    if reason is None:
        assert found == []
    else:
        assert found == list(reason.instead)


def test_only_rows_that_there_are_stand_among_the_differences() -> None:
    asked = {(row.table, row.path) for row in ROWS}
    assert not asked or set(DELIBERATE) <= asked
