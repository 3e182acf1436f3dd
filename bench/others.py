"""Servers in Go and JavaScript that take part where their programs are on PATH: a command line and a URL for each."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.contenders import Contender, started
from tests.valkey import free_port


@dataclass(frozen=True)
class Program:
    """How one is started, and asked; ``{root}``, ``{port}``, ``{width}``, ``{height}`` and ``{file}`` are filled in."""

    command: str
    fit: str
    crop: str
    environment: str = ""

    def url(self, operations: str, file: str) -> str:
        """The path for ``fit-in/300x200`` or ``400x400``."""
        fit, _, size = operations.rpartition("/")
        width, _, height = size.partition("x")
        return (self.fit if fit else self.crop).format(width=width, height=height, file=file)


PROGRAMS = {
    "imgproxy": Program(
        "imgproxy",
        "/unsafe/rs:fit:{width}:{height}/plain/local:///{file}",
        "/unsafe/rs:fill:{width}:{height}/plain/local:///{file}",
        "IMGPROXY_BIND=127.0.0.1:{port} IMGPROXY_LOCAL_FILESYSTEM_ROOT={root}",
    ),
    "imagor": Program(
        "imagor -port {port} -imagor-unsafe -file-loader-base-dir {root}",
        "/unsafe/fit-in/{width}x{height}/{file}",
        "/unsafe/{width}x{height}/{file}",
    ),
    "ipx": Program(
        "ipx serve --port {port} --dir {root}",
        "/fit_inside,s_{width}x{height}/{file}",
        "/fit_cover,s_{width}x{height}/{file}",
    ),
}


def run(stack: ExitStack, root: Path, file: str) -> tuple[dict[str, Contender], list[str]]:
    """Those that are there, once they answer, and the names of those that are not."""
    there = {}
    for name, program in PROGRAMS.items():
        if shutil.which(name):
            words = {"root": str(root), "port": free_port()}
            command = [word.format(**words) for word in program.command.split()]
            pairs = (pair.format(**words).split("=", 1) for pair in program.environment.split())
            process = started(stack, command, words["port"], program.url("9x9", file), **dict(pairs))
            there[name] = Contender((process,), (words["port"],), program.url)
    return there, [name for name in PROGRAMS if name not in there]
