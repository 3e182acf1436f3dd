"""Make what is made from the code: the reference pages, the shipped configuration, and the pictures of the README.

Run it with ``make docs``. tests/test_docs.py compares the result with what is in the repository.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from fitter import reference, resolve
from fitter.blob import Blob
from fitter.cli.page import page
from fitter.engines import vips_samples
from fitter.settings.config import Settings
from fitter.url.grammar import Grammar
from fitter.url.modes import modes
from fitter.url.vocabulary import Vocabulary
from fitter.workers.greeting import hello
from fitter.workers.work import Work

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"

README = (
    "fit-in/360x240/mountains.jpg",
    "240x240/smart/glass.png",
    "fit-in/360x240/flip/rotate:12,transparent/format:webp/mountains.jpg",
    "crop:30p,20p,40p,40p/360x240/aurora.webp",
    "300x240/grayscale/pad:8,8,32,8,1d2d44/mountains.jpg",
    "trim/fit-in/240x240/background:ffd166/leaf.png",
)
"""The six URLs that the README shows, without signature."""


def texts() -> Iterator[tuple[Path, str]]:
    """Every generated text and where it belongs; the pictures must be there."""
    answers = {file.stem: file for file in PICTURES.iterdir()}
    yield ROOT / "docs" / "operations.md", reference.operations_page(resolve.operations([]), answers)
    yield ROOT / "docs" / "actions.md", actions_page()
    yield ROOT / "docs" / "configuration.md", reference.configuration_page()
    yield ROOT / "docs" / "command-line.md", page()
    yield ROOT / "fitter.conf", reference.configuration_text()


def actions_page() -> str:
    """The page that people wrote, with the table of modes as the code has them."""
    page = (ROOT / "docs" / "actions.md").read_text(encoding="utf-8")
    before, _, rest = page.partition("<!-- modes -->\n")
    table = reference.modes_table(modes(Vocabulary(resolve.operations([]))).values())
    return f"{before}<!-- modes -->\n{table}\n<!-- /modes -->{rest.partition('<!-- /modes -->')[2]}"


def wanted() -> dict[str, str]:
    """The URL of each picture by its name: that of an operation, whose example it is, or a number of the README."""
    examples = {operation.name: operation.example for operation in resolve.operations([])}
    return examples | {f"readme-{number}": path for number, path in enumerate(README, start=1)}


def pictures(samples: Path, urls: dict[str, str]) -> Iterator[tuple[Path, Blob]]:
    """These pictures, made by the pipeline from the sample pictures, and where they belong."""
    grammar, work = Grammar(Vocabulary(resolve.operations([]))), Work(hello(Settings.model_construct()))
    for name, path in urls.items():
        plan = grammar.parse(path)
        blob = work(grammar.write(plan), *(Blob((samples / key).read_bytes()) for key in plan.sources))
        yield PICTURES / f"{name}.{blob.media_type.partition('/')[2]}", blob


def main() -> None:
    """Write all of it."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        vips_samples.paint(Path(folder))
        for old in PICTURES.iterdir():
            old.unlink()
        for file, blob in pictures(Path(folder), wanted()):
            file.write_bytes(blob.read())
    for file, text in texts():
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
