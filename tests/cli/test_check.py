"""``fitter check`` names every mistake and its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import CONFIG, fitter, write

MISTAKES = """\
server: {prot: 6001, port: 70000}
security:
  keys: ["${FITTER_KEY}", "${FITTER_OTHER}"]
  sizes: [axb]
loader:
  - {use: fitter.storages.files.FileStorage, rot: images}
  - use: fitter.storages.flies.FileStorage
  - use: fitter.loaders.http.HttpLoader
    hosts: ["*.example.com"]
    timeout: fast
limits:
  elephants: many
  source_pixels: 50 million
cache: {max_age: 1d, max_age: 2d}
result_storage: {use: fitter.storages.memory.MemoryStorage, bytes: 0}
output:
  quality: {jpeg: 101}
  strip: perhaps
engine: []
"""

FOUND = [
    "fitter.conf:1: server.prot: unknown; did you mean port?",
    "fitter.conf:1: server.port: must be a whole number from 0 to 65535, got 70000",
    "fitter.conf:3: security.keys[1]: the environment variable FITTER_OTHER is not set",
    "fitter.conf:4: security.sizes[0]: must be a size such as 300x200, 600x or x400, got 'axb'",
    "fitter.conf:6: loader[0].root: is required",
    "fitter.conf:6: loader[0].rot: unknown; did you mean root?",
    "fitter.conf:7: loader[1].use: there is no fitter.storages.flies.FileStorage"
    "; did you mean fitter.storages.files.FileStorage?",
    "fitter.conf:10: loader[2].timeout: must be a duration such as 10s from ",
    "fitter.conf:12: limits.elephants: unknown; known here: ",
    "fitter.conf:13: limits.source_pixels: must be a whole number such as 50M of at least 1, got '50 million'",
    "fitter.conf:14: cache.max_age: is given twice",
    "fitter.conf:15: result_storage.bytes: must be ",
    "fitter.conf:17: output.quality.jpeg: must be a whole number from 1 to 100, got 101",
    "fitter.conf:18: output.strip: must be true or false, got 'perhaps'",
    "fitter.conf:19: engine: must be a section with use, workers, deadline",
]


def test_every_mistake_with_its_place_and_what_is_allowed(tmp_path: Path) -> None:
    done = fitter(write(tmp_path, MISTAKES), "check")
    assert (done.code, done.out) == (1, "")
    assert [words for words in FOUND if not any(line.startswith(words) for line in done.lines)] == []
    assert len(done.lines) == len(FOUND), done.lines


PLUGINS = """\
import fitter

class Bare:
    def get(self, key): return None

class Failing:
    def __init__(self, options): raise ConnectionError("nobody\\nthere")
    def get(self, key): return None
    def put(self, key, blob): pass
    def delete(self, key): pass

class Closing:
    def __init__(self, options): pass
    def get(self, key): return None
    async def close(self): print("closed")

class Flip(fitter.Segment):
    name = "flip"

class Nameless(fitter.Segment):
    pass

class Spaced(fitter.Segment):
    name = "My Op/x"

class Numbered(fitter.Segment):
    name = 5

class Odd(fitter.Segment):
    name = "odd"
    field: "NobodyKnowsThis"

class Optional:
    Options = None
    def __init__(self, options): pass
    def get(self, key): return None

class Strange:
    class Options(fitter.Options):
        field: "NobodyKnowsThis"
    def __init__(self, options): pass
    def get(self, key): return None

class Engine:
    def __init__(self): pass
    def open(self, blob, *, orient): pass
    def describe(self): return {}
"""

ALL_SORTS = """\
security: {keys: ["${FITTER_KEY}"]}
loader:
  - {use: fitter.storages.files.FileStorage, rot: images}
  - {use: plugins.Bare}
  - {use: plugins.Closing}
  - {use: plugins.Failing, hosts: "${FITTER_OTHER}"}
  - {use: plugins.Optional}
  - {use: plugins.Strange}
storage: {use: plugins.Failing}
result_storage: {use: fitter.storages.memory.MemoryStorage, bytes: "${FITTER_OTHER}"}
engine:
  workers: one
  avif_effort: 12
  wbep_effort: 2
operations:
  - plugins.Flip
  - plugins.Nameless
  - nonsense
  - plugins.Spaced
  - plugins.Numbered
  - plugins.Odd
  - leaving.Op
"""

FOUND_IN_ALL_SORTS = [
    "fitter.conf:3: loader[0].root: is required: a path",
    "fitter.conf:3: loader[0].rot: unknown; did you mean root?",
    "fitter.conf:4: loader[1].use: plugins.Bare cannot be made: TypeError(",
    "fitter.conf:6: loader[3].hosts: the environment variable FITTER_OTHER is not set",
    "fitter.conf:7: loader[4].use: plugins.Optional has Options that are no subclass of fitter.Options",
    "fitter.conf:8: loader[5].use: plugins.Strange has Options that cannot be read: ",
    "fitter.conf:9: storage.use: plugins.Failing cannot be made: ConnectionError('nobody\\nthere')",
    "fitter.conf:10: result_storage.bytes: the environment variable FITTER_OTHER is not set",
    "fitter.conf:12: engine.workers: must be a whole number from 1 to 256 or null, got 'one'",
    "fitter.conf:13: engine.avif_effort: must be a whole number from 0 to 9, got 12",
    "fitter.conf:14: engine.wbep_effort: unknown; did you mean webp_effort?",
    "fitter.conf:16: operations[0]: plugins.Flip cannot be used: two operations are called 'flip'",
    "fitter.conf:17: operations[1]: plugins.Nameless is no operation, it has no name",
    "fitter.conf:18: operations[2]: there is no nonsense",
    "fitter.conf:19: operations[3]: plugins.Spaced is no operation, its name must be a word such as round-corner",
    "fitter.conf:20: operations[4]: plugins.Numbered is no operation, its name must be a word such as round-corner",
    "fitter.conf:21: operations[5]: plugins.Odd has fields that cannot be read: ",
    "fitter.conf:22: operations[6]: leaving.Op cannot be imported: SystemExit(9)",
]


@pytest.mark.parametrize("command", [["check"], ["serve", "--port", "0"]])
def test_mistakes_of_all_sorts_at_once_and_at_a_start_too(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "plugins.py").write_text(PLUGINS)
    (tmp_path / "leaving.py").write_text("raise SystemExit(9)")
    done = fitter(write(tmp_path, ALL_SORTS), *command)
    assert (done.code, done.out) == (1, "closed\n")
    assert len(done.lines) == len(FOUND_IN_ALL_SORTS), done.lines
    assert [
        line for line, words in zip(done.lines, FOUND_IN_ALL_SORTS, strict=True) if not line.startswith(words)
    ] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("storage: {use: plugins.Failing}", "fitter.conf:3: storage.use: plugins.Failing cannot be made: Connection"),
        ("engine: {use: plugins.Engine}", "fitter.conf:3: engine.use: plugins.Engine cannot be made: TypeError"),
        (
            "detector: {use: plugins.Engine}",
            "fitter.conf:3: detector.use: plugins.Engine is no detector, it lacks find",
        ),
        ("engine:\n  png_filter: x", "fitter.conf:4: engine.png_filter: must be one of none, sub"),
        (
            "engine: {fonts: {x: nofile.ttf}}",
            "fitter.conf:3: engine.fonts.x: nofile.ttf is no TrueType or OpenType font that can be read",
        ),
        (
            "upload: {enabled: true,\n  types: [jpeg, heic]}",
            "fitter.conf:4: upload.types[1]: must be one that the engine reads (jpeg, png, webp, gif, avif), got heic",
        ),
    ],
)
def test_what_shows_only_when_it_is_made(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "plugins.py").write_text(PLUGINS)
    done = fitter(write(tmp_path, CONFIG + text), "check")
    assert done.code == 1
    assert len(done.lines) == 1
    assert done.lines[0].startswith(words), done.lines


def test_mistakes_that_only_a_worker_finds(tmp_path: Path) -> None:
    done = fitter(write(tmp_path, CONFIG + "engine: {avif_effort: 12, wbep_effort: 2}\n"), "check")
    assert done.code == 1
    assert done.lines == [
        "fitter.conf:3: engine.avif_effort: must be a whole number from 0 to 9, got 12",
        "fitter.conf:3: engine.wbep_effort: unknown; did you mean webp_effort?",
    ]


def test_operations_that_are_none(tmp_path: Path) -> None:
    text = CONFIG + "operations: [tests.mischief.Wait, tests.mischief.Wayt, tests.mischief.FailingStorage, nonsense]\n"
    done = fitter(write(tmp_path, text), "check")
    assert done.code == 1
    assert [line.partition("fitter.conf:3: operations")[2] for line in done.lines] == [
        "[1]: there is no tests.mischief.Wayt",
        "[2]: tests.mischief.FailingStorage is no operation, it must be a subclass of fitter.Segment",
        "[3]: there is no nonsense",
    ]


def test_all_right(tmp_path: Path) -> None:
    done = fitter(write(tmp_path), "check")
    assert (done.code, done.lines) == (0, [])
    assert done.out.startswith("fitter.conf: all right. libvips 8.")
    assert "jpeg" in done.out


def test_file_that_is_not_there(tmp_path: Path) -> None:
    done = fitter(tmp_path, "check", "--config", "nothing.conf")
    assert (done.code, done.lines) == (1, ["nothing.conf: cannot be read: No such file or directory"])


def test_secret_of_the_environment_is_not_printed(tmp_path: Path) -> None:
    text = CONFIG.replace('["${FITTER_KEY}"]', '[[["${FITTER_KEY}"]], {key: "${FITTER_KEY}", algorithm: md5}]')
    assert fitter(write(tmp_path, text), "check").code == 1  # it looks for the secret itself
