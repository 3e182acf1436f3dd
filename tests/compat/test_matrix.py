"""Every operation, every photograph and every format that is written, in turn, through a real server."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import pyvips

from fitter import Size
from fitter.engines.vips import VipsEngine
from tests.compat.matrix import FORMATS, Asked, matrix
from tests.material import photos
from tests.pictures import encoded, quarters
from tests.server import Server
from tests.table import table
from tests.url.words import OPERATIONS
from tests.web.stage import metric

_FILES = "fitter.storages.files.FileStorage"
PHOTOS = photos()
READ = [photo for photo in PHOTOS if photo.suffix != ".heic"]
MATRIX = list(matrix(READ)) if READ else []


@pytest.fixture(scope="module")
def eyes() -> Iterator[None]:
    """All of libvips' decoders in this process, from which an engine may have taken some."""
    pyvips.operation_block_set("VipsForeignLoad", False)
    yield
    VipsEngine(VipsEngine.Options())


@pytest.fixture(scope="module")
def server(eyes: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if not PHOTOS:
        pytest.skip("the photographs are not beside the repository")
    folder = tmp_path_factory.mktemp("matrix")
    leaf = quarters(40, 30).addalpha()
    marked = leaf.embed(1, 1, 42, 32).draw_rect([0, 0, 0, 255], 20, 0, 2, 1).draw_rect([0, 0, 0, 255], 0, 15, 1, 2)
    for name, picture in {"leaf.png": leaf, "frame.9.png": marked}.items():
        (folder / name).write_bytes(encoded(picture, ".png"))
    settings: dict[str, Any] = {
        "loader": [{"use": _FILES, "root": str(root)} for root in (PHOTOS[0].parent, folder)],
        "result_storage": None,
        "engine": {
            "workers": 1,
            "read": ["jpeg", "png", "webp", "gif", "avif", "tiff", "svg"],
            "write": list(FORMATS),
        },
    }
    with Server(folder, settings) as running:
        yield running
        assert "Traceback" not in "".join(running.lines)


@table("asked", MATRIX, ids=str)
def test_it_is_a_picture(server: Server, asked: Asked) -> None:
    reply = server.request(asked.path)
    assert reply.status == 200, reply.body
    if asked.kind.name == "meta":
        facts = json.loads(reply.body)["result"]
        assert (facts["format"], Size(facts["width"], facts["height"])) == (asked.format, asked.size)
        return
    if asked.kind.name == "raw":
        assert reply.body == asked.photo.read_bytes()
        return
    made = pyvips.Image.new_from_buffer(reply.body, "", fail_on="warning").copy_memory()
    assert reply.headers["Content-Type"] == f"image/{asked.format}"
    assert asked.size in (None, Size(made.width, made.height))
    assert made.format == "uchar"


@pytest.mark.parametrize("photo", [one for one in PHOTOS if one not in READ], ids=lambda photo: photo.name)
def test_what_is_not_read_is_said(server: Server, photo: Any) -> None:
    reply = server.request(f"/unsafe/fit-in/120x90/{photo.name}")
    assert (reply.status, reply.problem["code"]) == (415, "unsupported_image")


def test_all_of_them_had_their_turn_and_no_worker_was_lost(server: Server) -> None:
    assert {one.kind for one in MATRIX} == set(OPERATIONS)
    assert min(Counter(one.photo for one in MATRIX)[photo] for photo in READ) >= 2
    assert min(Counter(one.format for one in MATRIX)[format] for format in FORMATS) >= 3
    assert metric(server, 'fitter_worker_events_total{event="started"}') == 1
    for event in ("crashed", "killed"):
        assert metric(server, f'fitter_worker_events_total{{event="{event}"}}') == 0
