"""The rows of the tables as requests to a server and what is to come back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.material import vectors

Fields = dict[str, Any]

FILE = "thumbor.json"
_SEEN = ("status", "content_type", "width", "height", "frames", "corners", "pixels", "dark_bbox_ltrb")


@dataclass(frozen=True)
class Row:
    """One request, and the answer's fields that are compared."""

    table: str
    path: str
    expected: Fields
    method: str = "GET"
    config: Fields = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.table} {self.path}"

    @property
    def files(self) -> list[str]:
        """The names of the sources that it needs."""
        names = re.findall(r"[\w]+\.(?:png|jpg|gif|webp|tif)", self.path)
        return [name for name in names if name not in ("nope.png", "boom.jpg")]


def _expected(case: Fields) -> Fields:
    given = {**case, **case.get("expect", {})}
    return {name: given[name] for name in _SEEN if name in given}


def _path(options: str, source: str) -> str:
    return "/".join(["/unsafe", *filter(None, [options.replace(" ", "%20")]), source])


def _of(table: str) -> list[Fields]:
    cases = vectors(FILE, table)
    return [case for case in cases if isinstance(case, dict)]


def rows() -> Iterator[Row]:
    """All rows of the tables that ask a server for pictures."""
    for case in _of("http_size_cases"):
        yield Row("http_size_cases", case["path"], _expected(case))
    for table in ("http_trim_cases", "http_format_cases", "http_gif"):
        for case in _of(table):
            yield Row(table, _path(case["options"], case["source"]), _expected(case))
    for case in _of("http_filter_pixels"):
        source = "solid40x30.png" if case["source"].startswith("solid") else case["source"]
        yield Row("http_filter_pixels", _path(f"filters:{case['filter']}", source), _expected(case))
    for case in _of("http_watermark_geometry"):
        path = f"/unsafe/filters:watermark(wm20x10.png,{case['args']})/white200x100.png"
        yield Row("http_watermark_geometry", path, _expected(case))
    for case in _of("http_orientation"):
        source = f"orient{case['exif_orientation']}_80x60.jpg"
        config = {"RESPECT_ORIENTATION": case["RESPECT_ORIENTATION"]}
        yield Row("http_orientation", f"/unsafe/{source}", case["expect"], config=config)
        yield Row("http_orientation", f"/unsafe/40x20/{source}", case["crop_40x20"], config=config)
    for case in _of("http_routing_and_errors"):
        yield Row("http_routing_and_errors", case["path"], _expected(case), case.get("method", "GET"))
    yield from _matrix()


def _matrix() -> Iterator[Row]:
    cases = [case for case in vectors(FILE, "integration_matrix") if isinstance(case, str)]
    options = [case for case in cases if "." not in case.rpartition("/")[2] or "(" in case]
    for option in options:
        for source in ("q100x80.jpg", "rgba_half_40x30.png", "q100x80.webp", "q100x80.gif", "anim100x80.gif"):
            yield Row("integration_matrix", _path(option, source), {"status": 200})
