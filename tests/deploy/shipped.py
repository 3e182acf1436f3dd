"""What deploy/ ships, read as those read it who use it."""

from __future__ import annotations

import configparser
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import click
import yaml
from pydantic import TypeAdapter

from fitter.cli import main
from fitter.fields import Bytes, Duration
from fitter.settings.config import Settings
from fitter.settings.configfile import Reading, read
from tests.material import ROOT

DEPLOY = ROOT / "deploy"
PAGE = (ROOT / "docs" / "deploying.md").read_text()
IMAGE = (ROOT / "Dockerfile").read_text()
NAMES = re.findall(r"^([A-Z0-9_]+)=$", (DEPLOY / ".env.example").read_text(), re.MULTILINE)
LITTLE = 5.0  # seconds for what is done behind a drain
FRONT = 100 * 1024**2  # bytes of a front without its memory tier, generously: `make bench WHAT=front`


@cache
def compose() -> Any:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


@cache
def kubernetes() -> dict[str, Any]:
    """What stands there, by kind."""
    return {one["kind"]: one for one in yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text())}


def pod() -> Any:
    return kubernetes()["Deployment"]["spec"]["template"]["spec"]


@cache
def unit() -> configparser.SectionProxy:
    parser = configparser.RawConfigParser(strict=False)  # some settings are lists of several lines
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # nor are their names in small letters
    parser.read(DEPLOY / "fitter.service")
    return parser["Service"]


@cache
def reading(name: str) -> Reading:
    """The configuration of a recipe; the variables that it names must be there."""
    own = (DEPLOY / "fitter.conf").read_text()
    return read(own if name == "compose" else kubernetes()["ConfigMap"]["data"]["fitter.conf"], name)


def settings(name: str) -> Settings:
    return reading(name).settings()


def seconds(text: str) -> float:
    return float(TypeAdapter(Duration).validate_python(text))


def size(text: str) -> int:
    """Bytes in the words of Compose, of Kubernetes and of fitter."""
    whole = re.sub("[a-zA-Z]+$", lambda unit: {"m": "MiB", "Mi": "MiB", "Gi": "GiB"}.get(unit[0], unit[0]), text)
    return int(TypeAdapter(Bytes).validate_python(whole))


def most(one: Settings) -> int:
    """The memory that a front and its workers may come to."""
    kept = sum(size(tier.options["bytes"]) for tier in one.result_storage if "bytes" in tier.options)
    return FRONT + kept + one.limits.sources_memory + one.workers * (one.engine.memory or 0)


def parse(command: click.Command, arguments: Sequence[str]) -> None:
    """Refuse options that the command does not have."""
    command.make_parser(click.Context(command)).parse_args(list(arguments))


def parse_fitter(arguments: Sequence[str]) -> None:
    found = main.get_command(click.Context(main), arguments[0])
    assert found, arguments
    parse(found, arguments[1:])
