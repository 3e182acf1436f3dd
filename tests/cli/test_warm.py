"""``fitter warm``: what it makes is found by a server of the same settings, and what that refuses is refused."""

from __future__ import annotations

import http.server
import os
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.run import Done, fitter
from tests.forked import Forked
from tests.material import ROOT
from tests.pictures import see
from tests.server import KEY, Server
from tests.web.stage import Stage, metric, running, until

PUBLIC = "https://img.example.com/pictures"
SETTINGS: dict[str, Any] = {
    "security": {"keys": [KEY], "sizes": ["60x40", "30x", "45x", "44x"], "blocked_sources": ["blue*"]},
    "loader": {"use": "tests.mischief.NotingLoader"},
    "output": {"auto": ["avif", "webp"]},
    "presets": {"card": "60x40"},
    "server": {"port": 0, "public_url": PUBLIC},
}
JOBS = 'fitter_worker_events_total{event="jobs"}'
SITEMAP = """<urlset xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://www.example.com/</loc>
<image:image><image:loc>https://www.example.com/media/quarters.jpg</image:loc></image:image>
<image:image><image:loc>https://www.example.com/media/two%20words.jpg</image:loc></image:image></url></urlset>"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = Stage(tmp_path_factory.mktemp("warm"), SETTINGS)
    images = stage.folder / "images"
    for name in ("two words.jpg", "fleeting.jpg"):
        (images / name).write_bytes((images / "quarters.jpg").read_bytes())
    return stage


@pytest.fixture(scope="module")
def server(stage: Stage) -> Iterator[Server]:
    with stage.server() as server:
        yield server


def warm(stage: Stage, *arguments: str) -> Done:
    """What is said of the time is left out."""
    done = fitter(stage.folder, "warm", *arguments)
    return Done(done.code, re.sub(r"in [0-9.]+ s", "in T", done.out), done.lines)


def loaded(stage: Stage) -> list[str]:
    """The keys that the loader was asked for since it was last looked."""
    file = stage.folder / "loaded"
    found = file.read_text().splitlines() if file.exists() else []
    file.unlink(missing_ok=True)
    return found


@contextmanager
def web(folder: Path) -> Iterator[str]:
    """A web server over a folder."""

    class Files(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given, directory=str(folder))

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


def test_sources_by_operations_widths_and_formats(stage: Stage, server: Server) -> None:
    (stage.folder / "keys.txt").write_text("# of the shop\nquarters.jpg\n\nnothing.jpg\nblue.jpg\nquarters.jpg\n")
    loaded(stage)
    given = ["--sources", "keys.txt", "--op", "", "--op", "flip", "--widths", "30,45"]
    done = warm(stage, *given, "--accept", "avif,webp", "--accept", "image/webp,*/*;q=0.5", "--accept", "none")
    assert (done.code, done.out) == (1, "12 made, 16 failed; in T\n")
    assert loaded(stage).count("quarters.jpg") == 1, "once for all that is made of it"
    assert loaded(stage) == []
    signed = server.path("30x", "nothing.jpg")
    assert f"  {signed} (Accept: image/avif,image/webp): There is no source of this name." in done.lines
    assert f"  {signed}: There is no source of this name." in done.lines
    assert sum("/blue.jpg" in line and ": This source is not given away." in line for line in done.lines) == 4, (
        done.lines
    )
    before = metric(server, JOBS)
    rows = [
        ("image/avif,image/webp,image/apng,*/*;q=0.8", "image/avif"),
        ("image/webp,*/*", "image/webp"),
        ("*/*", "image/jpeg"),
    ]
    for accept, kind in rows:
        for operations in ("30x", "45x", "flip/30x", "flip/45x"):
            reply = server.get(operations, "quarters.jpg", Accept=accept)
            assert (reply.status, reply.headers["X-Cache"], reply.headers["Content-Type"]) == (200, "HIT", kind)
    assert metric(server, JOBS) == before
    again = warm(stage, *given)
    assert again.out == "12 there already, 16 failed; in T\n", "left out, --accept is what browsers send"


def test_urls(stage: Stage, server: Server) -> None:
    """As arguments, of a file; whole, as paths, of presets; what is refused is told as the server does."""
    whole = PUBLIC + server.path("44x/format:png", "quarters.jpg")
    unsigned = "/44x/quarters.jpg"
    (stage.folder / "urls").write_text(f"{server.sign('preset:card/quarters.jpg')}\n{unsigned}\n")
    rows = {
        unsigned: server.request(unsigned).problem["detail"],
        (large := server.sign("99x99/quarters.jpg")): server.request(large).problem["detail"],
        (odd := server.sign("rotat:90/quarters.jpg")): server.request(odd).problem["detail"],
        (short := server.sign("preview/quarters.jpg")): "Its result is not kept (preview), so that making it",
        (fleeting := server.sign("30x/fleeting.jpg")): "It was made, but may not be kept: the origin",
    }
    done = warm(stage, "--from", "urls", "--accept", "none", whole, whole, large, odd, short, fleeting)
    assert (done.code, done.out) == (1, "2 made, 5 failed; in T\n"), done
    assert [
        (url, done.lines) for url, detail in rows.items() if not any(f"{url}: {detail}" in x for x in done.lines)
    ] == []
    for operations, kind in (("44x/format:png", "png"), ("preset:card", "jpeg")):
        reply = server.request(server.sign(f"{operations}/quarters.jpg"), Accept="*/*")
        assert (reply.headers["X-Cache"], see(reply.body).format) == ("HIT", kind)


def test_through_a_server_and_of_a_sitemap(stage: Stage, server: Server) -> None:
    (stage.folder / "map.xml").write_text(SITEMAP)
    with web(stage.folder) as place:
        index = f"<sitemapindex><sitemap><loc>{place}/map.xml</loc></sitemap></sitemapindex>"
        (stage.folder / "index.xml").write_text(index)
        given = ["--prefix", "https://www.example.com/media/", "--op", "44x/blur:1"]
        at, whole = f"127.0.0.1:{server.port}", PUBLIC + server.path("44x", "quarters.jpg")
        given_too = ["--server", at, "--jobs", "2", "/unsigned.jpg", whole]
        done = warm(stage, "--sources", f"{place}/index.xml", *given, *given_too)
        assert (done.code, done.out) == (1, "9 answered, 3 failed; in T\n")
        assert any(line.startswith("  http://") and ": 403 " in line for line in done.lines)
        gone = warm(stage, "--sources", f"{place}/no.xml", *given)
        assert (gone.code, gone.lines[0].startswith(f"{place}/no.xml cannot be read: ")) == (1, True), gone
    before = metric(server, JOBS)
    assert warm(stage, "--sources", "map.xml", *given).out == "6 there already; in T\n"
    assert see(server.get("44x/blur:1", "two words.jpg", Accept="image/webp").body).format == "webp"
    assert metric(server, JOBS) == before


def test_what_it_cannot_do(stage: Stage, server: Server) -> None:
    (stage.folder / "page.html").write_text("<html/>")
    settings = yaml.safe_load((stage.folder / "fitter.conf").read_text())
    for name, storages in (("none", []), ("memory", [{"use": "fitter.storages.memory.MemoryStorage"}])):
        (stage.folder / f"{name}.conf").write_text(yaml.safe_dump({**settings, "result_storage": storages}))
    rows = [
        ([], "Nothing to warm: name URLs, --from or --sources."),
        (["/a.jpg", "--op", "30x"], "--sources goes with --op or --widths, such as --op 300x200."),
        (["--sources", "keys.txt"], "--sources goes with --op or --widths, such as --op 300x200."),
        (["/a.jpg", "--queue", "--server", "x"], "Give either --queue or --server."),
        (["/a.jpg", "--queue"], "queue: its jobs are done in the server's own process; warm without --queue"),
        (["/a.jpg", "--config", "none.conf"], "result_storage: there is none that outlives this command"),
        (["/a.jpg", "--config", "memory.conf"], "result_storage: there is none that outlives this command"),
        (["--from", "nowhere"], "nowhere cannot be read: No such file or directory"),
        (["--sources", "page.html", "--op", ""], "page.html is no sitemap: its root is 'html'"),
        (["--sources", "map.xml", "--op", "99x99"], "99x99"),
        (["--sources", "map.xml", "--op", "rotat:90"], "There is no operation 'rotat'. Did you mean rotate?"),
    ]
    done = [(arguments, warm(stage, *arguments), words) for arguments, words in rows]
    assert [row for row in done if row[1].code == 0 or not any(row[2] in line for line in row[1].lines)] == []


def test_it_is_stopped(stage: Stage, server: Server) -> None:
    path = server.sign("44x/wait:stopped/format:png/quarters.jpg")
    process = Forked(("warm", path), stage.folder, {**os.environ, "PYTHONPATH": str(ROOT)}, apart=True)
    worker = stage.at_gate("stopped")
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 130
    with process.outputs[0] as out, process.outputs[1] as errors:
        assert (out.read().partition(";")[0], errors.read()) == ("stopped: nothing was made", "")
    until(lambda: not running(worker))
