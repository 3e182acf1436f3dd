"""``fitter url`` prints what the server accepts."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from fitter.cli import main
from fitter.url.query import Query
from fitter.url.signature import Key, Signer
from tests import pictures
from tests.cli.run import fitter, write
from tests.server import KEY, Server

SOURCES = [
    "a.jpg",
    "two words.jpg",
    "é ü 漢字.jpg",
    "what?.jpg",
    "50%.jpg",
    "a#b&c=d+e.jpg",
    "60x40/b.jpg",
    "-/c.jpg",
    "b64:x",
]


OURS = f"""\
security: {{keys: ['{KEY}']}}
loader: {{use: fitter.storages.files.FileStorage, root: images}}
"""


def printed(folder: Path, *arguments: str) -> str:
    """What the command prints, in this process."""
    done = CliRunner().invoke(main, ["url", "--config", str(folder / "fitter.conf"), *arguments])
    assert done.exit_code == 0, done.output
    return done.output.removesuffix("\n")


def test_output_is_what_the_server_accepts(tmp_path: Path) -> None:
    for source in SOURCES:
        (file := tmp_path / "images" / source).parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pictures.encoded(pictures.quarters(), ".jpg"))
    loader = {"use": "fitter.storages.files.FileStorage", "root": "images"}
    with Server(tmp_path, {"loader": loader, "engine": {"workers": 1}, "security": {"keys": [KEY]}}) as server:
        for source in SOURCES:
            for operations, size in (("", "120x80"), ("fit-in/60x60/flip", "60x40"), ("-60x-40", "60x40")):
                path = printed(tmp_path, operations, source)
                assert path.isascii()
                assert not set(path) & set(' ?#"<>\\')
                reply = server.request(path)
                assert reply.status == 200, (source, path, reply.body)
                assert pictures.see(reply.body).size == size
        based = printed(tmp_path, "--base", "https://img.example.com/", "60x40", "a.jpg")
        assert based == "https://img.example.com" + printed(tmp_path, "60x40", "a.jpg")


def test_a_query_is_one_that_the_server_verifies(tmp_path: Path) -> None:
    write(tmp_path, OURS)
    target = printed(tmp_path, "--action", "get", "mode=resize", "path=two words.jpg", "width=300", "op=text:a=b")
    action, _, text = target.partition("?")
    query = Query.read(text)
    query.verify("get", Signer([Key(KEY.encode())]))
    pairs = (("mode", "resize"), ("path", "two words.jpg"), ("width", "300"), ("op", "text:a=b"))
    assert (action, query.pairs) == ("/get", pairs)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["--action", "get", "mode=resiz", "width=3"],
            ["mode: must be one of ", "did you mean resize?", "path: is required"],
        ),
        (["--action", "get", "mode=flip", "a.jpg"], ["Parameters of an action are written name=value, got 'a.jpg'."]),
        (["--action", "take", "path=a.jpg"], ["'get', 'show', 'redirect'"]),
        (["300x200"], ["Needs OPERATIONS and SOURCE, got 1 words"]),
        (["300x200", "flip", "a.jpg"], ["got 3 words"]),
    ],
)
def test_words_that_are_none(tmp_path: Path, arguments: list[str], words: list[str]) -> None:
    write(tmp_path, OURS)
    done = CliRunner().invoke(main, ["url", "--config", str(tmp_path / "fitter.conf"), *arguments])
    assert done.exit_code
    assert [one for one in words if one not in done.stderr] == []


@pytest.mark.parametrize(
    ("operations", "words"),
    [
        ("rotat:90", "There is no operation 'rotat'. Did you mean rotate?"),
        ("rotate:ninety", "rotate: degrees must be a number from -360 to 360, got 'ninety'."),
        ("60x40/nonsense", "There is no operation 'nonsense'."),
        ("filters:rotate(90", "filters"),
    ],
)
def test_bad_operations(tmp_path: Path, operations: str, words: str) -> None:
    write(tmp_path, f"security: {{keys: [{KEY}]}}\nloader: {{use: fitter.storages.files.FileStorage, root: images}}\n")
    done = CliRunner().invoke(main, ["url", "--config", str(tmp_path / "fitter.conf"), operations, "a.jpg"])
    assert done.exit_code == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_base_that_is_none(tmp_path: Path) -> None:
    for base in (
        "example.com",
        "https://h/sub/?x=1",
        "https://",
        "ftp://h",
        "https://h#a",
        "https:///x",
        "https://[::1",
    ):
        for command in (["url", "60x", "a.jpg"], ["srcset", "a.jpg", "--widths", "60"]):
            done = CliRunner().invoke(main, [*command, "--config", str(write(tmp_path, OURS)), "--base", base])
            assert (done.exit_code, done.stdout) == (2, "")
            assert f"must be a URL such as https://img.example.com, got {base!r}" in done.stderr
        for command in (["upload", "a.jpg"], ["purge", "a.jpg"], ["warm", "/a.jpg"]):
            if "//" in base:
                assert "must be a URL such as" in CliRunner().invoke(main, [*command, "--server", base]).stderr
    write(tmp_path, OURS)
    for base in ("http://[::1]:6001", "https://h:80/sub"):
        assert printed(tmp_path, "60x", "a.jpg", "--base", f"{base}//").startswith(f"{base}/")


BLOCKED = f"""\
security: {{keys: ['{KEY}'], blocked_sources: ['secret/*']}}
loader: {{use: fitter.storages.files.FileStorage, root: images}}
engine: {{write: [gif]}}
"""


def test_what_the_server_would_refuse(tmp_path: Path) -> None:
    common = ["--config", str(write(tmp_path, BLOCKED) / "fitter.conf")]
    for arguments, words in (
        (["url", "flip", "secret/a.jpg"], "This source is not given away."),
        (["url", "watermark:secret%2Fa.png,0,0,0", "a.jpg"], "secret/a.png"),
        (
            ["url", "--action", "get", "mode=flip", "direction=vertical", "path=secret/a.jpg"],
            "This source is not given away.",
        ),
        (["srcset", "secret/a.jpg", "--widths", "60"], "This source is not given away."),
        (["srcset", "a.jpg", "--widths", "60", "--formats", "gif,webp"], "one of jpeg, png, gif here, got webp."),
        (["url", "format:avif", "a.jpg"], "format: must be one of jpeg, png, gif here, got avif."),
    ):
        done = CliRunner().invoke(main, [arguments[0], *common, *arguments[1:]])
        assert (done.exit_code, done.stdout, words in done.stderr) == (1, "", True), (arguments, done.output)


def test_a_source_that_is_empty(tmp_path: Path) -> None:
    done = fitter(write(tmp_path), "url", "300x200", "")
    assert (done.code, done.out) == (1, "")
    assert done.lines == ["Error: SOURCE is empty; it is the key of the picture, such as holiday/beach.jpg."]


def test_without_a_key_in_the_environment(tmp_path: Path) -> None:
    done = fitter(write(tmp_path), "url", "60x40", "a.jpg", FITTER_KEY="")
    assert done.code == 1
    assert done.lines == [
        "fitter.conf:1: security.keys[0].key: must have at least 8 characters and be none of the well-known ones; "
        "`openssl rand -hex 32`"
    ]
