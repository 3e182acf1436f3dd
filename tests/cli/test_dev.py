"""``fitter serve --dev`` in an empty folder: pictures at once, and nothing to configure."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.run import CONFIG, write
from tests.material import ROOT
from tests.pictures import see

EVERYWHERE = "0.0.0.0"  # noqa: S104  what is asked here is that unsigned URLs are refused then


def started(folder: Path, *arguments: str, until: str) -> Iterator[list[str]]:
    """The lines of ``fitter serve --dev`` up to the one with these words."""
    process = subprocess.Popen(
        [sys.executable, "-m", "fitter", "serve", "--dev", "--port", "0", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        lines: list[str] = []
        for line in process.stdout or ():
            lines.append(line)
            if until in line:
                yield lines
                break
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=30)
        lines += rest.splitlines()
    assert lines, "it printed nothing"


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as reply:  # noqa: S310  our own server
        assert reply.status == 200
        return reply.read()


def test_three_urls_that_work(tmp_path: Path, samples: Path) -> None:
    shutil.copytree(samples, tmp_path / "var" / "samples")
    (tmp_path / "var" / "samples" / "frame.9.png").unlink()  # what is missing is painted, and this takes no time
    for lines in started(tmp_path, until="aurora"):
        urls = re.findall(r"^  (http://127\.0\.0\.1:\d+/\S+)$", "".join(lines), re.MULTILINE)
        assert len(urls) == 3
        assert all(see(get(url)).width <= 600 for url in urls)
        unsigned = re.sub(r"(:\d+)/[^/]+/", r"\1/unsafe/", urls[0])
        assert get(unsigned) == get(urls[0])
    assert any(re.match(r"\d\d:\d\d:\d\d 200 hit [\d.]+ ms fit-in/600x400/mountains.jpg", line) for line in lines)
    assert {path.name for path in (tmp_path / "var").iterdir()} >= {"samples", "results"}
    assert (tmp_path / "var" / "samples" / "frame.9.png").exists()


def test_with_a_configuration_of_ones_own(tmp_path: Path) -> None:
    text = CONFIG.splitlines()[1] + "\nserver: {processes: 2, address: 0.0.0.0}\n"  # no key, and open to the world
    file = write(tmp_path, text) / "fitter.conf"
    for lines in started(tmp_path, "--config", str(file), until="serves on"):
        assert re.search(r"serves on http://127\.0\.0\.1:\d+$", "".join(lines), re.MULTILINE)
    assert not (tmp_path / "var").exists()


def test_unsigned_urls_only_on_loopback(tmp_path: Path) -> None:
    file = write(tmp_path, CONFIG.splitlines()[1]) / "fitter.conf"
    for lines in started(tmp_path, "--config", str(file), "--address", EVERYWHERE, until="serves on"):
        port = re.search(r":(\d+)$", lines[-1].strip())
        assert port
        with pytest.raises(urllib.error.HTTPError) as refused:
            get(f"http://127.0.0.1:{port[1]}/unsafe/a.jpg")
        assert refused.value.code == 403
        refused.value.close()
    assert f"fitter listens on {EVERYWHERE} and serves on http://127.0.0.1:{port[1]}\n" in "".join(lines)
