"""``fitter srcset`` prints markup that a browser reads, with URLs that a server accepts."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from click.testing import CliRunner, Result

from fitter.cli import main
from fitter.url.signature import Key, Signer
from tests.cli.run import write
from tests.server import KEY

CONFIG = f"""\
security: {{keys: ['{KEY}'], sizes: ['300x200', '600x400', '150x', '300x', '1200x800']}}
loader: {{use: fitter.storages.files.FileStorage, root: images}}
presets: {{card: 300x200/smart}}
"""


class Tags(HTMLParser):
    """The tags that were opened, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["srcset", "--config", str(write(folder, CONFIG) / "fitter.conf"), *arguments])


def candidates(text: str | None) -> list[tuple[str, str]]:
    """A srcset as a browser reads it: a URL to the next blank, commas at its end taken off; what verifies, unsigned."""
    found, signer = [], Signer([Key(KEY.encode())])
    for part in (text or "").split(", "):
        url, _, descriptor = part.partition(" ")
        assert not url.endswith(",")
        found.append((signer.verify(url.removesuffix("?").removeprefix("https://img.example.com")), descriptor))
    return found


def test_widths(tmp_path: Path) -> None:
    done = run(
        tmp_path, "a b&<c>.jpg", "--widths", "300,150", "--alt", 'a "b" <c>', "--base", "https://img.example.com/"
    )
    ((tag, said),) = Tags(done.output).found
    assert (tag, said["sizes"], said["alt"], done.output.count("\n")) == ("img", "100vw", 'a "b" <c>', 1)
    key = "a%20b&%3Cc%3E.jpg"
    assert candidates(said["srcset"]) == [(f"150x0/{key}", "150w"), (f"300x0/{key}", "300w")]
    assert candidates(said["src"]) == [(f"300x0/{key}", "")]
    assert (said["srcset"] or "").startswith("https://img.example.com/")


def test_a_size_is_scaled_for_each_format(tmp_path: Path) -> None:
    arguments = [
        "a.jpg",
        "600x400/smart/blur:2",
        "--widths",
        "300,1200",
        "--formats",
        "avif,webp",
        "--sizes",
        "50vw",
    ]
    picture, *kinds, image = Tags(run(tmp_path, *arguments).output).found
    assert (picture[0], image[0]) == ("picture", "img")
    assert [said["type"] for _, said in kinds] == ["image/avif", "image/webp"]
    for (_, said), extra in zip([*kinds, image], ["/format:avif", "/format:webp", ""], strict=True):
        assert said["sizes"] == "50vw"
        assert [(path, what) for path, what in candidates(said["srcset"])] == [
            (f"300x200/smart/blur:1{extra}/a.jpg", "300w"),
            (f"1200x800/smart/blur:4{extra}/a.jpg", "1200w"),
        ]


def test_densities(tmp_path: Path) -> None:
    ((_, said),) = Tags(run(tmp_path, "a,", "300x200", "--densities", "1,1.5,2").output).found
    assert "sizes" not in said
    assert candidates(said["srcset"]) == [
        ("300x200/a,", "1x"),
        ("dpr:1.5/300x200/a,", "1.5x"),
        ("dpr:2/300x200/a,", "2x"),
    ]
    ((_, said),) = Tags(run(tmp_path, "a.jpg", "preset:card", "--densities", "1,2").output).found
    assert candidates(said["srcset"]) == [("preset:card/a.jpg", "1x"), ("dpr:2/preset:card/a.jpg", "2x")]


def test_what_is_refused(tmp_path: Path) -> None:
    rows = [
        (["a.jpg"], "Give either --widths 320,640,1280 or --densities 1,2."),
        (["a.jpg", "--widths", "300", "--densities", "2"], "Give either"),
        (["a.jpg", "--widths", "300,x"], "'300,x' must be numbers up to 100000 with commas between them."),
        (["a.jpg", "--widths", "0"], "must be numbers"),
        (["a.jpg", "300x200", "--densities", "9"], "'9' must be numbers up to 8 with"),
        (["a.jpg", "300x200", "--densities", "nan"], "must be numbers"),
        (["a.jpg", "300x200", "--densities", "2", "--sizes", "50vw"], "--sizes goes with --widths."),
        (["a.jpg", "flip", "--densities", "2"], "OPERATIONS need a size to multiply"),
        (["a.jpg", "ratio:3:2", "--densities", "2"], "OPERATIONS need a size to multiply"),
        (["a.jpg", "--widths", "300", "--formats", "avif,bmp"], "--formats: there is no 'bmp'; there is avif,"),
        (["a.jpg", "--widths", "310"], "310x"),
        (["a.jpg", "rotat:90", "--widths", "300"], "There is no operation 'rotat'. Did you mean rotate?"),
    ]
    assert [
        (arguments, done.output)
        for arguments, words in rows
        if (done := run(tmp_path, *arguments)).exit_code == 0 or words not in done.stderr or done.stdout
    ] == []
