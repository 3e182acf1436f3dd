"""``fitter shell``: what is typed, and what is said to it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from fitter.cli import main
from tests import pictures


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "a.png").write_bytes(pictures.encoded(pictures.quarters(), ".png"))
    (tmp_path / "bad.png").write_bytes(b"no picture")
    return tmp_path


def talk(*lines: str, options: tuple[str, ...] = ("a.png", "--preview", "none")) -> list[str]:
    done = CliRunner().invoke(main, ["shell", *options], input="\n".join(lines))
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output.splitlines()


def test_a_talk(home: Path) -> None:
    said = talk(
        "60x40",
        "rotat:90",
        "rotate:90",
        "undo",
        "save small.webp",
        "save small.webp",
        "save! a.png",
        "save x.bmp",
        "open bad.png",
        "open nothing.png",
        "reset",
        "undo",
        "ops sepia",
        "ops sepio",
        "save",
        "watermark:no.png,0,0,0",
        "quit",
        "never done",
    )
    told = iter(said)

    def next_begins(*beginnings: str) -> None:
        for begin in beginnings:
            line = next(told)
            assert line.startswith(begin), (line, begin)

    next_begins("a.png: 120x80 png, ", "60x40: 60x40 png, ", "There is no operation 'rotat'. Did you mean rotate?")
    next_begins(
        "60x40/rotate:90: 40x60 png, ", "60x40: 60x40 png, ", "small.webp: ", "small.webp: is there already; save! "
    )
    next_begins("a.png: a result never replaces a source", "x.bmp: no format is written", "The source is not a picture")
    next_begins("nothing.png: No such file", "as it is: 120x80 png", "there is nothing to take back", "sepia")
    rest = list(told)
    at = rest.index("there is no operation 'sepio'; did you mean sepia?")
    assert rest[at + 1].startswith("save needs a name")
    assert rest[at + 2].startswith("watermark: the picture 'no.png' cannot be used: There is no such file")
    assert len(rest) == at + 3
    seen = pictures.see((home / "small.webp").read_bytes())
    assert (seen.format, seen.size) == ("webp", "60x40")
    assert pictures.see((home / "a.png").read_bytes()).size == "120x80"


def test_a_first_file_that_cannot_be_shown(home: Path) -> None:
    for name, words in (("nope.jpg", "nope.jpg: No such file or directory\n"), ("bad.png", "The source is not a pic")):
        done = CliRunner().invoke(main, ["shell", name], input="20x\n")
        assert (done.exit_code, done.stdout, done.stderr.startswith(words)) == (1, "", True), done.output


def test_previews(home: Path) -> None:
    said = talk("open a.png", "60x40/format:webp", options=())
    assert said[:1] == talk("open a.png", options=())[:1]
    file = Path(said[-1].removeprefix("see "))
    assert pictures.see(file.read_bytes()).size == "60x40"
    assert file.name == "preview.webp"
    said = talk("20x20/meta", "undo", options=("a.png", "--preview", "blocks"))
    assert sum(line.count("▀") for line in said) > 100
    assert any("\x1b[38;2;" in line for line in said)
    assert "{" in said  # the facts, and no picture of them
    assert talk("flip", options=()) == ["there is no picture yet; open FILE"]
