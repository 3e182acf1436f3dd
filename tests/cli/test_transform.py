"""``fitter transform`` on real files, with real workers."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from fitter.cli import main
from tests import pictures
from tests.cli.run import Done, fitter
from tests.material import ROOT
from tests.s3 import ACCESS_KEY, REGION, SECRET_KEY, S3Server


@pytest.fixture(scope="module")
def painted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("painted")
    pictures.paint(folder)
    return folder


@pytest.fixture
def home(tmp_path: Path, painted: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with pictures below ``in``."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in" / "deep" / "er").mkdir(parents=True)
    for name, target in (
        ("quarters.jpg", "in/a.jpg"),
        ("quarters.png", "in/deep/b.png"),
        ("transparent.png", "in/deep/er/Ü c.PNG"),
        ("text.jpg", "in/bad.jpg"),
    ):
        shutil.copy(painted / name, tmp_path / target)
    (tmp_path / "in" / "README.md").write_text("no picture")
    return tmp_path


def transform(*arguments: str, code: int = 0) -> Done:
    jobs = [] if "--jobs" in arguments else ["--jobs", "1"]  # a second worker would cost more than it brings
    done = fitter(Path.cwd(), "transform", *jobs, *arguments)
    assert done.code == code, done
    return done


def below(folder: Path) -> list[str]:
    """All files, also hidden ones."""
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if not file.is_dir())


def test_a_folder_with_all_that_is_below_it(home: Path) -> None:
    done = transform("fit-in/60x60/flip", "in", "out", "--jobs", "2", code=1)
    assert below(home / "out") == ["a.jpg", "deep/b.png", "deep/er/Ü c.PNG"]
    seen = pictures.see((home / "out/deep/b.png").read_bytes())
    assert (seen.format, seen.size, seen.corners) == ("png", "60x40", ("blue", "white", "red", "green"))
    assert done.out.startswith("3 made, 1 failed; ")
    assert done.lines == [  # and nothing of a bar
        "  in/bad.jpg: The source is not a picture of a format that is read here (jpeg, png, webp, gif, avif, tiff)."
    ]
    old = (home / "out/a.jpg").stat().st_ino
    (home / "in/bad.jpg").unlink()
    done = transform("30x", "in/", "out")
    assert done.out.startswith("0 made, 3 skipped, as they are there (--force); in ")
    assert (home / "out/a.jpg").stat().st_ino == old
    transform("30x", "in", "./in/../out/", "--force")
    assert pictures.see((home / "out/a.jpg").read_bytes()).size == "30x20"
    # What lies below the sources, and is the place of the results, is no source.
    done = transform("10x", ".", "out", "--force", "--format", "webp")
    assert "out/out" not in below(home)
    assert [name for name in below(home / "out") if name.endswith(".webp")] == [
        "in/a.webp",
        "in/deep/b.webp",
        "in/deep/er/Ü c.webp",
    ]


def test_files_patterns_names_and_formats(home: Path) -> None:
    transform("60x40/rotate:90", "in/a.jpg", "one.webp")
    assert pictures.see((home / "one.webp").read_bytes()).format == "webp"
    transform("20x", "in/**/*.p*", "in/deep/**/*.[Pp][Nn][Gg]", "many", "--format", "avif")
    assert below(home / "many") == ["b.avif", "deep/b.avif", "er/Ü c.avif"]
    (home / "in/deep/back").symlink_to("..")
    (home / "in/.hidden").mkdir()
    shutil.copy(home / "in/a.jpg", home / "in/.hidden")
    shutil.copytree(home / "in", home / "in/small", symlinks=True, ignore=shutil.ignore_patterns(".hidden", "back"))
    for pattern, count in (("in/**/[ab].[pj][pn]g", 2), (str(home / "in/**"), 4)):
        done = transform("20x", pattern, "in/small")
        assert done.out.startswith(f"0 made, {count} skipped"), "nothing of links, of what is hidden, of itself"
    shutil.rmtree(home / "in/small")
    transform("20x", "in/a.jpg", "in/deep/b.png", "two/", "--format", "webp", "--keep-suffix")
    assert below(home / "two") == ["a.jpg.webp", "b.png.webp"]
    shutil.copy(home / "in/deep/b.png", home / "logo é.png")
    transform("watermark:in%2Fa.jpg,0,0,0", "logo é.png", "marked.png")
    assert pictures.see((home / "marked.png").read_bytes()).corners == ("red", "green", "blue", "white")
    transform("watermark:a.jpg,0,0,0", "logo é.png", "marked.jpg", "--sources", "in")
    transform("meta", "in/a.jpg", "facts/")
    assert json.loads((home / "facts/a.json").read_text())["source"]["format"] == "jpeg"
    (home / "fitter.conf").write_text(
        "security: {keys: ['${NOT_SET_HERE}']}\nloader: {use: nothing.at.all}\n"
        "limits: {source_pixels: 9000}\npresets: {card: 30x30}\n"
    )
    done = transform("preset:card", "in/a.jpg", "c.jpg", "--config", "fitter.conf", code=1)
    assert "The source has 9600 pixels (120x80); at most 9000 are allowed." in "\n".join(done.lines)
    assert not list(home.glob("**/.fitter-*"))


def test_what_is_refused_before_any_work(home: Path) -> None:
    os.link("in/a.jpg", "hard.jpg")
    Path("soft.jpg").symlink_to("in/a.jpg")
    Path("elsewhere").symlink_to("in")
    shutil.copy("in/a.jpg", "in/a.png")
    (home / "bad.conf").write_text("limits: {source_pixels: none}\n")
    before = {name: (home / name).read_bytes() for name in below(home)}
    never = "a result never replaces a source"
    rows: list[tuple[list[str], str]] = [
        (["20x", "in/a.jpg", "in/a.jpg", "--force"], f"in/a.jpg: {never};"),
        (
            ["20x", "in/a.jpg", "in/deep/../a.jpg", "--force"],
            f"in/deep/../a.jpg: {never}, which is the source in/a.jpg",
        ),
        (["20x", "in/a.jpg", "hard.jpg", "--force"], f"hard.jpg: {never}, which is the source in/a.jpg"),
        (["20x", "in/a.jpg", "soft.jpg", "--force"], f"soft.jpg: {never}, which is the source in/a.jpg"),
        (["20x", "in", "elsewhere", "--force"], f"elsewhere/a.jpg: {never}, which is the source in/a.jpg"),
        (["20x", "in/deep", "in/deep", "--force"], f"in/deep/b.png: {never};"),
        (["watermark:in%2Fa.jpg,0,0,0", "in/deep/b.png", "soft.jpg", "--force"], f"soft.jpg: {never}"),
        (
            ["20x", "in", "out", "--format", "webp"],
            "out/a.webp: would be the result of in/a.jpg and of in/a.png; --keep",
        ),
        (["20x", "in/a.jpg", "hard.jpg", "out", "--format", "webp"], ""),
        (["20x", "in/a.jpg", "in/deep/b.png", "in/a.png"], "in/a.png: is a file; several results need a folder"),
        (["20x", "in/a.jpg", "in/deep/b.png", "one.jpg"], "one.jpg: several results need a folder; write one.jpg/ if"),
        (["20x", "in", "one.SVG"], "one.SVG: several results need a folder"),
        (["20x", "in/a.jpg", "hard.jpg", "out.jpg/", "--force"], ""),
        (["20x", "nothing.jpg", "out"], "nothing.jpg: there is no such file or folder"),
        (["20x", "in/*.gif", "out"], "in/*.gif: there is no picture"),
        (["20x", "in/a.jpg", "out.bmp"], "out.bmp: no format is written whose names end so"),
        (["20x/format:png", "in/a.jpg", "out.webp"], "out.webp: its name says webp, and png is asked for"),
        (["rotat:90", "in", "out"], "Error: There is no operation 'rotat'. Did you mean rotate?\n"),
        (
            ["watermark:no.png,0,0,0", "in/a.jpg", "x.jpg"],
            "watermark: the picture 'no.png' cannot be used: There is no such",
        ),
        (["20x", "in", "-"], "- stands for one picture"),
        (["20x", "in/a.jpg"], "Two names are needed"),
        (["20x", "in", "out", "--backup", "ftp://x"], "--backup: must be s3://bucket or s3://bucket/prefix"),
        (["20x", "in", "out", "--backup", "s3://x"], "--backup.bucket: must be the name of a bucket"),
        (["20x", "in", "out", "--config", "bad.conf"], "bad.conf:1: limits.source_pixels: must be"),
        (["20x", "in", "out", "--config", "no.conf"], "no.conf: cannot be read: No such file or directory"),
    ]
    wrong = []
    for arguments, words in rows:
        done = CliRunner().invoke(main, ["transform", *arguments])
        if not words:
            wrong += [] if done.exit_code == 0 else [(arguments, done.output)]  # one file under two names, two results
            shutil.rmtree(arguments[3])
        elif done.exit_code == 0 or words not in done.stderr or below(home) != list(before):
            wrong.append((arguments, done.output))
    assert wrong == []
    assert {name: (home / name).read_bytes() for name in below(home)} == before


def test_pipes(home: Path) -> None:
    command = [sys.executable, "-m", "fitter", "transform", "40x/format:webp", "-", "-"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with Path("in/a.jpg").open("rb") as file:
        done = subprocess.run(command, stdin=file, capture_output=True, env=environment, timeout=60)
    assert (done.returncode, pictures.see(done.stdout).format) == (0, "webp")
    assert done.stderr.startswith(b"1 made; ")


def test_a_bar_on_a_terminal_and_ctrl_c(home: Path) -> None:
    (home / "in/big.png").write_bytes(pictures.noise(1500, 1000))
    for number in range(40):
        os.link("in/big.png", f"in/big{number}.png")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "fitter", "transform", "blur:50/format:webp", "in", "out", "--jobs", "2"]
    place = home / "tmp"
    place.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(place), "TERM": "xterm"}
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a shell's background has no ear for it
    with subprocess.Popen(
        command, stdout=theirs, stderr=theirs, stdin=theirs, env=environment, preexec_fn=heard
    ) as process:
        os.close(theirs)
        seen = b""
        while b"1/45" not in seen:
            seen += os.read(ours, 4096)
        process.send_signal(signal.SIGINT)
        while part := _read(ours):
            seen += part
    os.close(ours)
    assert process.returncode == 130, seen
    assert b"Making pictures" in seen
    assert b"stopped: " in seen
    assert b"Traceback" not in seen
    assert all(Path(name).suffix == ".webp" for name in below(home / "out"))  # nothing that is half
    assert below(place) == []  # the workers ended, and their folders with them


def _read(number: int) -> bytes:
    try:
        return os.read(number, 4096)
    except OSError:  # Linux says so when the other end is closed
        return b""


def as_in_the_environment(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3.endpoint)


def test_backup(home: Path, s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    as_in_the_environment(s3, monkeypatch)
    done = transform("60x/format:webp", "in", "out", "--backup", "s3://pictures/kept here/", code=1)
    assert done.out.startswith("3 made, 1 failed; ")
    assert s3.names("pictures", "kept here/") == [
        "kept here/a.webp",
        "kept here/deep/b.webp",
        "kept here/deep/er/Ü c.webp",
    ]
    reply = s3.ask("GET", "/pictures/kept%20here/a.webp")
    assert (reply.body, reply.headers["Content-Type"]) == ((home / "out/a.webp").read_bytes(), "image/webp")
    done = transform("60x", "in/a.jpg", "b.jpg", "--backup", "s3://nowhere", code=1)
    assert done.out.startswith("1 made, 1 not backed up; ")
    assert "  in/a.jpg: b.jpg is made, but not backed up: " in "\n".join(done.lines)
    assert pictures.see((home / "b.jpg").read_bytes()).size == "60x40"


def test_what_the_readme_shows(home: Path, s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    as_in_the_environment(s3, monkeypatch)
    s3.make("readme")
    shutil.copy("in/a.jpg", "beach.jpg")
    Path("in/bad.jpg").unlink()
    Path("in").rename("photos")
    shown = re.findall(r"^\$ fitter (transform .*)", (ROOT / "README.md").read_text(), re.MULTILINE)
    for line in shown:
        assert transform(*shlex.split(line)[1:-1], line.split()[-1].replace("my-bucket", "readme")).lines == []
    assert below(home / "small") == ["a.avif", "deep/b.avif", "deep/er/Ü c.avif"]
    assert pictures.see((home / "small.webp").read_bytes()).format == "webp"
    assert s3.names("readme", "") == ["web/a.webp", "web/deep/b.webp", "web/deep/er/Ü c.webp"]
