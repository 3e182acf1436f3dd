"""The rows of the tables as requests to a server and what is to come back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from tests.material import vectors

Fields = dict[str, Any]

FILE = "thumbor.json"
META = "/unsafe/meta/"
_FEW = 3
_SEEN = (
    *("status", "content_type", "width", "height", "frames", "corners", "pixels", "dark_bbox_ltrb", "vary"),
    *("cache_control", "body"),
)


@dataclass(frozen=True)
class Row:
    """One request, and the answer's fields that are compared."""

    table: str
    path: str
    expected: Fields
    method: str = "GET"
    accept: str | None = None
    config: Fields = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """The table, and the path with the method, if it is not GET, and the settings that the row speaks of."""
        method = [] if self.method == "GET" else [self.method]
        return self.table, " ".join([*method, self.path, *self.config])

    def __str__(self) -> str:
        return " ".join(filter(None, [*self.key, self.accept]))


def cases(table: str) -> list[Fields]:
    """The cases of a table; none where the tables are not there."""
    return [case for case in vectors(FILE, table) if isinstance(case, dict)]


def _expected(case: Fields) -> Fields:
    given = {**case, **case.get("expect", {})}
    given |= {"cache_control": given["headers"]["Cache-Control"]} if "Cache-Control" in given.get("headers", {}) else {}
    return {name: given[name] for name in _SEEN if name in given}


def _path(options: str, source: str) -> str:
    return "/".join(["/unsafe", *filter(None, [options.replace(" ", "%20")]), source])


def rows() -> Iterator[Row]:
    """All rows of the tables that ask a server for pictures or for what is known of them."""
    for case in cases("http_size_cases"):
        yield Row("http_size_cases", case["path"], {**_expected(case), "corners": _corners(case)})
        account = {"operations": case["meta_operations"], "target": case["meta_target"]}
        yield Row("http_size_cases", case["path"].replace("/unsafe/", META), {"status": 200, **account})
    for table in ("http_trim_cases", "http_format_cases", "http_gif"):
        for case in cases(table):
            path = _path(case["options"], case["source"])
            yield Row(table, path, _expected(case))
            if "meta_operations" in case:
                account = {"operations": case["meta_operations"]}
                yield Row(table, path.replace("/unsafe/", META), {"status": 200, **account})
    for case in cases("http_filter_pixels"):
        source = "solid40x30.png" if case["source"].startswith("solid") else case["source"]
        yield Row("http_filter_pixels", _path(f"filters:{case['filter']}", source), _expected(case))
    for case in cases("http_watermark_geometry"):
        path = f"/unsafe/filters:watermark(wm20x10.png,{case['args']})/white200x100.png"
        yield Row("http_watermark_geometry", path, _expected(case))
    for case in cases("http_orientation"):
        source = f"orient{case['exif_orientation']}_80x60.jpg"
        config = {"RESPECT_ORIENTATION": True} if case["RESPECT_ORIENTATION"] else {}
        yield Row("http_orientation", f"/unsafe/{source}", case["expect"], config=config)
        yield Row("http_orientation", f"/unsafe/40x20/{source}", case["crop_40x20"], config=config)
    for case in cases("http_routing_and_errors"):
        yield Row("http_routing_and_errors", case["path"], _expected(case), case.get("method", "GET"))
    for case in cases("http_auto_format"):
        path = _path(case["options"], case["source"])
        yield Row("http_auto_format", path, _expected(case), accept=case["accept"], config=case["config"])
    for case in cases("http_config_cases"):
        yield Row("http_config_cases", case["path"], _expected(case), config=case["config"])
    yield from _matrix()
    yield from _accepting()
    yield from _transforming()
    yield from _marking()


def _corners(case: Fields) -> frozenset[str]:
    """Those of the table; of a source of a few pixels, those of the boxes that lie one pixel beside it too."""
    found, width, height = {case["expect"]["corners"]}, case["source_width"], case["source_height"]
    for step in case["meta_operations"] if min(width, height) <= _FEW else ():
        if step["type"] == "crop" and step["left"] < step["right"] and step["top"] < step["bottom"]:
            xs = [_beside(step["left"], step["right"], width, by) for by in (-1, 0, 1)]
            ys = [_beside(step["top"], step["bottom"], height, by) for by in (-1, 0, 1)]
            found |= {_letters(x, y, width, height) for x in xs for y in ys}
    return frozenset(found)


def _beside(start: int, end: int, side: int, by: int) -> tuple[int, int]:
    by = max(-start, min(side - end, by))
    return start + by, end + by - 1


def _letters(xs: tuple[int, int], ys: tuple[int, int], width: int, height: int) -> str:
    return "".join("RGBY"[(x >= width // 2) + 2 * (y >= height // 2)] for y in ys for x in xs)


def _matrix() -> Iterator[Row]:
    given = [case for case in vectors(FILE, "integration_matrix") if isinstance(case, str)]
    for option in [case for case in given if "." not in case.rpartition("/")[2] or "(" in case]:
        for source in ("q100x80.jpg", "rgba_half_40x30.png", "q100x80.webp", "q100x80.gif", "anim100x80.gif"):
            yield Row("integration_matrix", _path(option, source), {"status": 200})


def _accepting() -> Iterator[Row]:
    """A format that a client accepts is the one that it gets of a source of another."""
    flags = {"webp": "AUTO_WEBP", "avif": "AUTO_AVIF", "jpeg": "AUTO_JPG", "png": "AUTO_PNG"}  # no HEIF here
    for case in cases("accept_parsing"):
        for name, flag in flags.items():
            path, own = ("/unsafe/q60x40.png", "png") if name != "png" else ("/unsafe/60x40/q100x80.jpg", "jpeg")
            expected = {"content_type": f"image/{name if case[name] else own}"}
            yield Row("accept_parsing", path, {"status": 200, **expected}, accept=case["accept"], config={flag: True})


def _transforming() -> Iterator[Row]:
    for case in cases("transform_crop_table"):
        focal = ":".join(f"focal({x - 1}x{y - 1}:{x + 1}x{y + 1})" for x, y, _ in case["focal_points"])
        words = [_size(case["target"]), case["halign"].replace("middle", "center"), case["valign"]]
        words += [f"filters:{focal}"] if focal else []
        path = f"/unsafe/meta/{'/'.join(words)}/q{_size(case['source'])}.png"
        box = case["crop_ltrb"]
        target = dict(zip(("width", "height"), case["final_size"], strict=True))
        yield Row("transform_crop_table", path, {"status": 200, "crop_ltrb": box, "target": target})
    for case in cases("transform_fit_in_table"):
        fit = "adaptive-" * case["adaptive"] + "full-" * case["full"] + "fit-in"
        size = dict(zip(("width", "height"), case["expected_size"], strict=True))
        path = f"/unsafe/{fit}/{_size(case['target'])}/q{_size(case['source'])}.png"
        yield Row("transform_fit_in_table", path, {"status": 200, **size})


def _marking() -> Iterator[Row]:
    for case in cases("watermark_positions"):
        at = int(case["expected"])
        left = at if at >= 0 else case["length"] + at - 10
        path = f"/unsafe/filters:watermark(mark10x10.png,{case['pos']},0,0)/white{case['length']}x20.png"
        yield Row("watermark_positions", path, {"status": 200, "dark_bbox_ltrb": [left, 0, left + 10, 10]})
    sizes = [row for row in vectors(FILE, "watermark_sizes") if isinstance(row, list)]
    # Large pictures: some of them; tests/operations/test_position.py reckons all.
    for wide, high, mark_wide, mark_high, across, down, *made in sizes[::30]:
        ratios = ",".join("none" if ratio is None else str(ratio) for ratio in (across, down))
        path = f"/unsafe/filters:watermark(mark{mark_wide}x{mark_high}.png,0,0,0,{ratios})/white{wide}x{high}.png"
        box = [0, 0, min(made[0], wide), min(made[1], high)]
        yield Row("watermark_sizes", path, {"status": 200, "dark_bbox_ltrb": box})


def _size(sides: list[Any]) -> str:
    return f"{sides[0]}x{sides[1]}"


def handler_rows() -> Iterator[Row]:
    """The rows that thumbor's own tests assert of its handlers, and those of files."""
    for case in cases("handler_tests_asserted"):
        path, expected = case["path"], _expected(case)
        if path.startswith("loader"):
            path = "/unsafe/conflict.jpg"
        path = path.replace("<percent-encoded cyrillic name>", quote("котёнок"))
        if "format" in case:
            expected["content_type"] = f"image/{case['format']}"
        if "size" in case:
            expected |= dict(zip(("width", "height"), case["size"], strict=True))
        if "meta.source.frameCount" in case:
            expected["frame_count"] = case["meta.source.frameCount"]
        yield Row("handler_tests_asserted", path, expected, config=case.get("config", {}))
    for case in cases("file_loader_traversal"):
        status = {"not_found": 404, "ok": 200}[case["expected"]]
        yield Row("file_loader_traversal", f"/unsafe/{case['path'].replace(' ', '%20')}", {"status": status})
    for case in cases("http_headers"):
        if case["name"] == "headers_400":
            headers = case["value"]
            expected = {"status": 400, "content_type": headers["Content-Type"], "body": ""}
            yield Row("http_headers", "/q800x600.png", expected)
        else:
            yield Row("http_headers", "/unsafe/debug/q800x600.png", _expected(case["value"]))


def divergence(case: Fields) -> Row | None:
    """A row of what thumbor does wrong or weakly; None for one that is about no single picture."""
    table, given = case["table"], case["case"]
    if case["kind"] not in ("bug", "weakness"):
        return None
    if table in ("http_trim_cases", "http_format_cases", "http_gif"):
        return Row(table, _path(given["options"], given["source"]), _expected(given))
    if table == "http_filter_pixels":
        source = "solid40x30.png" if given["source"].startswith("solid") else given["source"]
        return Row(table, _path(f"filters:{given['filter']}", source), _expected(given))
    return None
