"""The pictures that are asked for: a few files of each class, in copies that nobody has seen before."""

from __future__ import annotations

import itertools
from pathlib import Path

import pyvips

from fitter.engines import vips_samples
from fitter.engines.vips.formats import sniff
from tests.material import BESIDE

MOST = 6
"""Files of a class, the largest."""
BASELINE, PROGRESSIVE, TURNED = "JPEG, upright baseline", "JPEG, progressive", "JPEG, turned by EXIF"
_NAMES = {"png": "PNG", "webp": "WebP", "avif": "AVIF"}
_LEAST, _LARGEST = 600, 50_000_000  # pixels of the longer side, and of all


def folder(given: list[str], painted: Path) -> Path:
    """The one that is given, photographs beside the repository, or painted pictures."""
    if given:
        return Path(given[0])
    if (BESIDE / "photos").is_dir():
        return BESIDE / "photos"
    vips_samples.paint(painted)
    for path in sorted(painted.glob("*.jpg")):
        pixels = pyvips.Image.new_from_file(str(path)).resize(1.5).copy_memory()
        for suffix, options in {".png": {}, ".webp": {"Q": 80}, ".avif": {"effort": 0}}.items():
            pixels.write_to_file(str(path.with_suffix(suffix)), **options)
        pixels.write_to_file(str(path.with_stem(f"{path.stem}-progressive")), Q=90, interlace=True)
        turned = pixels.rot270().copy()
        turned.set_type(pyvips.GValue.gint_type, "orientation", 6)
        turned.write_to_file(str(path.with_stem(f"{path.stem}-turned")), Q=90)
    return painted


def classes(place: Path) -> dict[str, list[Path]]:
    """The stills of each class, the largest first."""
    found: dict[str, list[tuple[int, Path]]] = {name: [] for name in (BASELINE, PROGRESSIVE, TURNED, *_NAMES.values())}
    for path in sorted(place.iterdir()):
        kind = sniff(path.read_bytes()[:65536]) if path.is_file() else None
        if kind not in ("jpeg", *_NAMES):
            continue
        header = pyvips.Image.new_from_file(str(path))
        pixels, frames = header.width * header.height, header.get_n_pages()
        if max(header.width, header.height) > _LEAST and pixels <= _LARGEST and frames == 1 and header.bands < 5:
            name = _jpeg(header) if kind == "jpeg" else _NAMES[kind]
            found[name].append((pixels, path))
    largest = {name: [path for _, path in sorted(files, reverse=True)[:MOST]] for name, files in found.items()}
    return {name: files for name, files in largest.items() if files}


def _jpeg(header: pyvips.Image) -> str:
    if header.get_typeof("orientation") and header.get("orientation") > 1:
        return TURNED
    return PROGRESSIVE if header.get_typeof("interlaced") else BASELINE


class Copies:
    """Copies of files in a folder, each with other bytes: what was decoded for one serves no other."""

    def __init__(self, root: Path) -> None:
        """They go into that folder."""
        root.mkdir(parents=True, exist_ok=True)
        self.root, self._numbers = root, itertools.count()

    def made(self, files: list[Path], count: int) -> list[str]:
        """The names of so many copies, of all files in turn."""
        return [self._copied(file, next(self._numbers)) for file in itertools.islice(itertools.cycle(files), count)]

    def _copied(self, file: Path, number: int) -> str:
        data, name = file.read_bytes(), f"{number}-{file.name}"
        if file.suffix in (".jpg", ".jpeg"):
            data = data[:2] + b"\xff\xfe\x00\x0a%08d" % number + data[2:]  # a comment, behind the mark of the beginning
        (self.root / name).write_bytes(data)
        return name
