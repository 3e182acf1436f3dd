"""What is generated is what the code says now, and what README says is true."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest
import pyvips

from fitter.settings.configfile import load
from fitter.url.query import Query
from fitter.url.signature import Key, Signer
from tests.material import ROOT

MAKE = runpy.run_path(str(ROOT / "docs" / "make.py"))


def test_generated_texts_are_fresh() -> None:
    for file, text in MAKE["texts"]():
        assert file.read_text(encoding="utf-8") == text, f"{file.name} is old: run `make docs`"


def test_generated_pictures_are_those_that_are_shown() -> None:
    """Whether each operation's is fresh is asked by its own test."""
    assert sorted(file.stem for file in MAKE["PICTURES"].iterdir()) == sorted(MAKE["wanted"]()), "run `make docs`"


def test_pictures_of_the_readme_are_fresh(samples: Path) -> None:
    urls = {name: path for name, path in MAKE["wanted"]().items() if name.startswith("readme-")}
    for file, blob in MAKE["pictures"](samples, urls):
        kept = pyvips.Image.new_from_buffer(file.read_bytes(), "")
        assert (kept.width, kept.height) == (blob.facts["width"], blob.facts["height"]), f"{file.name}: run `make docs`"


def test_the_readme_shows_the_six() -> None:
    readme = (ROOT / "README.md").read_text()
    for number, path in enumerate(MAKE["README"], start=1):
        assert f"`{path}`" in readme
        assert re.search(rf"docs/pictures/readme-{number}\.\w+", readme)


def test_links_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)", page.read_text()):
            assert target.startswith("http") or (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_shipped_configuration_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FITTER_KEY", "a key for tests, long enough")
    settings = load(ROOT / "fitter.conf")
    assert settings.server.port == 6001
    assert settings.signing_keys[0].algorithm == "sha256"


def recipes() -> list[Any]:
    """The configurations in README and for those who come from elsewhere."""
    texts = [(ROOT / name).read_text() for name in ("README.md", "docs/migrating.md", "docs/upload.md")]
    return [recipe for text in texts for recipe in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]


def test_readme_recipes_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FITTER_KEY", "a key for tests, long enough")
    monkeypatch.setenv("THUMBOR_KEY", "another key for tests")
    monkeypatch.setenv("FITTER_UPLOAD_TOKEN", "a token for tests, long enough")
    for recipe in recipes():
        (tmp_path / "fitter.conf").write_text(recipe)
        assert load(tmp_path / "fitter.conf").loader, recipe


def test_readme_signs_as_fitter_does(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FITTER_KEY", "a key for tests, long enough")
    snippet = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert snippet
    exec(snippet[1], {})  # noqa: S102  the text that readers copy is what is tested
    printed = capsys.readouterr().out.strip()
    assert Signer([Key(b"a key for tests, long enough")]).verify(printed) == printed.split("/", 2)[2]


def test_the_page_of_actions_signs_as_fitter_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FITTER_KEY", "a key for tests, long enough")
    snippet = re.search(r"```python\n(.*?)```", (ROOT / "docs" / "actions.md").read_text(), re.DOTALL)
    assert snippet
    exec(snippet[1], {})  # noqa: S102  as above
    query = Query.read(capsys.readouterr().out.strip().partition("?")[2])
    query.verify("show", Signer([Key(b"a key for tests, long enough")]))
    assert dict(query.pairs)["path"] == "two words.jpg"
