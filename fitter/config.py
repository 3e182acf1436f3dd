"""Settings: every setting with its type, limits, default and help."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, field_validator

from fitter import documents, resolve
from fitter.fields import Bytes, Color, Count, Duration, Refusal, explain
from fitter.problems import ConfigError, Problem
from fitter.protocols import Loader, Storage
from fitter.url.signature import Key
from fitter.url.vocabulary import Vocabulary
from fitter.values import WHITE, Output

_WEAK = {"MY_SECURE_KEY", "my-security-key", "mysecret", "changeme", "secret", "password", "12345678"}


class Section(BaseModel):
    """A section of the settings."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Server(Section):
    """Where and how the server listens."""

    address: str = "127.0.0.1"
    """The address to listen on; 0.0.0.0 is every interface."""
    port: int = Field(6001, ge=0, le=65535)
    """The port to listen on; 0 takes a free one."""
    processes: int = Field(1, ge=1, le=64)
    """Front processes that share the port, each with its own workers."""
    idle_timeout: Duration = Field(30.0, ge=1, le=3600)
    """How long a connection may stay silent, and how long a request's header may take."""
    send_timeout: Duration = Field(60.0, ge=1, le=3600)
    """How long a client may take to receive an answer."""
    drain: Duration = Field(20.0, ge=0, le=600)
    """How long running requests may go on after SIGTERM."""
    log: Literal["json", "plain"] = "json"
    """One line a request: JSON for machines, or plain text for people."""


class SigningKey(Section):
    """A key that URLs are signed with; a text alone is a SHA-256 key."""

    key: SecretStr
    """The secret, at least 8 characters and not one of the well-known ones."""
    algorithm: Literal["sha256", "sha1", "sha512"] = "sha256"
    """The hash under the HMAC; sha1 is for libthumbor clients."""
    length: int | None = Field(None, ge=16, le=88)
    """Characters of the signature; null is all of them, 44 is what imagor's clients send for sha256."""

    @field_validator("key")
    @classmethod
    def _strong(cls, key: SecretStr) -> SecretStr:
        if len(key.get_secret_value()) < 8 or key.get_secret_value() in _WEAK:
            raise Refusal("must have at least 8 characters and be none of the well-known ones; `openssl rand -hex 32`")
        return key


class Security(Section):
    """Who may ask for what."""

    keys: list[
        Annotated[SigningKey, BeforeValidator(lambda value: {"key": value} if isinstance(value, str) else value)]
    ] = []
    """Signing keys: the first signs, all verify, so that keys can be rotated."""
    allow_unsigned: bool = False
    """Whether /unsafe/... works without a signature."""


class Plugin(Section):
    """A plugin by the dotted path of its class; the other entries are its options."""

    model_config = ConfigDict(extra="allow", frozen=True)

    use: str
    """The dotted path of the plugin's class."""

    @property
    def options(self) -> dict[str, Any]:
        """The plugin's own options as they stand in the settings."""
        return dict(self.model_extra or {})


class Engine(Plugin):
    """The engine, and the worker processes that it lives in."""

    use: str = "fitter.engines.vips.VipsEngine"
    """The dotted path of the engine's class; options of its own stand beside it."""
    workers: int | None = Field(None, ge=1, le=256)
    """Worker processes of each front; null shares the machine's cores among the fronts."""
    deadline: Duration = Field(10.0, ge=0.1, le=600)
    """How long a picture may take, waiting included; a worker that needs longer is killed."""
    memory: Bytes | None = Field(1024**3, ge=128 * 1024**2)
    """How much memory a worker may use before it is killed; null is no limit."""
    recycle_jobs: Count = Field(10_000, ge=1)
    """Pictures after which a worker is replaced by a fresh one."""
    recycle_memory: Bytes | None = Field(400 * 1024**2, ge=64 * 1024**2)
    """Memory at rest above which a worker is replaced by a fresh one."""


class Limits(Section):
    """What is too much."""

    source_bytes: Bytes = Field(25 * 1024**2, ge=1024)
    """Bytes of a source."""
    source_pixels: Count = Field(50_000_000, ge=1)
    """Pixels of a source, width times height."""
    result_pixels: Count = Field(50_000_000, ge=1)
    """Pixels of a result and of every step on the way."""
    sources_memory: Bytes = Field(512 * 1024**2, ge=1024**2)
    """Bytes of sources that requests under way may hold at once; others wait with loading theirs."""
    queue: int = Field(100, ge=0, le=100_000)
    """Pictures that may wait for a worker; more are answered 503 at once."""
    path_bytes: Bytes = Field(8192, ge=64, le=60_000)
    """Bytes of a request's path."""


class Qualities(Section):
    """Quality by format, chosen so that equal numbers of artefacts are seen."""

    jpeg: int = Field(80, ge=1, le=100)
    """Quality of JPEG."""
    webp: int = Field(79, ge=1, le=100)
    """Quality of WebP."""
    avif: int = Field(60, ge=1, le=100)
    """Quality of AVIF."""


class Writing(Section):
    """How pictures are written where the URL does not say."""

    quality: Qualities = Qualities()
    """Quality by format."""
    strip: bool = True
    """Leave metadata away."""
    orient: bool = True
    """Turn pictures upright by their EXIF orientation."""
    background: Color = WHITE
    """What lies under transparent pixels where the format has no transparency."""

    def output(self) -> Output:
        """The defaults that operations in a URL change."""
        keep = frozenset() if self.strip else frozenset({"exif", "xmp", "iptc", "icc"})
        return Output(qualities=self.quality.model_dump(), keep=keep, background=self.background)


class Cache(Section):
    """What browsers and CDNs are told."""

    max_age: Duration = Field(86400.0, ge=0, le=31_536_000)
    """How long a picture may be reused."""
    shared_max_age: Duration | None = Field(None, ge=0, le=31_536_000)
    """How long a CDN may reuse it; null is as long as everyone."""
    stale_while_revalidate: Duration = Field(86400.0, ge=0, le=31_536_000)
    """How long an old picture may still be shown while a new one is fetched."""


def _listed(value: object) -> list[object]:
    return [] if value is None else value if isinstance(value, list) else [value]


Plugins = Annotated[list[Plugin], BeforeValidator(_listed)]


class Settings(Section):
    """All settings."""

    server: Server = Server()
    """Where and how the server listens."""
    security: Security = Field(default=Security(), validate_default=True)
    """Who may ask for what."""
    loader: Plugins = Field(default=[], validate_default=True)
    """Where sources come from: one plugin, or a list asked in order."""
    storage: Plugins = []
    """Where sources are kept once loaded: one plugin, a list, or null."""
    result_storage: Plugins = []
    """Where results are kept: one plugin, or a list of tiers, fastest first, or null."""
    engine: Engine = Engine()
    """What makes the pictures."""
    operations: list[str] = []
    """Dotted paths of operations besides the built-in ones."""
    limits: Limits = Limits()
    """What is too much."""
    output: Writing = Writing()
    """How pictures are written where the URL does not say."""
    cache: Cache = Cache()
    """What browsers and CDNs are told."""

    @field_validator("loader")
    @classmethod
    def _some_loader(cls, loader: list[Plugin]) -> list[Plugin]:
        if not loader:
            raise Refusal("is required: a plugin such as {use: fitter.storages.files.FileStorage, root: images}")
        return loader

    @field_validator("security")
    @classmethod
    def _some_key(cls, security: Security) -> Security:
        if not security.keys and not security.allow_unsigned:
            raise Refusal("needs a key to sign URLs with: keys: [${FITTER_KEY}], or allow_unsigned: true")
        return security

    @property
    def signing_keys(self) -> list[Key]:
        """The keys that URLs are signed with."""
        return [Key(k.key.get_secret_value().encode(), k.algorithm, k.length) for k in self.security.keys]

    @property
    def workers(self) -> int:
        """Worker processes of each front."""
        return self.engine.workers or max(1, len(os.sched_getaffinity(0)) // self.server.processes)

    def value(self, name: str) -> Any:
        """The value of a setting by its dotted name."""
        found: Any = self
        for part in name.split("."):
            found = getattr(found, part)
        return found

    def vocabulary(self) -> Vocabulary:
        """The operations that URLs may use; raises ConfigError for a path that names none."""
        return Vocabulary(resolve.operations(self.operations))

    def plugins(self) -> list[tuple[tuple[str | int, ...], Plugin, type]]:
        """Every plugin of the front process with its place and kind; the engine is a worker's affair."""
        kinds = {"loader": Loader, "storage": Storage, "result_storage": Storage}
        return [((n, at), p, kind) for n, kind in kinds.items() for at, p in enumerate(getattr(self, n))]


Change = Callable[[dict[str, Any]], None]
Maker = tuple[tuple[str | int, ...], Callable[[], Any]]


@dataclass(frozen=True)
class Reading:
    """What stands in a text: settings, or the problems that are in their way."""

    document: documents.Document
    problems: list[Problem]
    makers: list[Maker]
    """The front's plugins without a problem so far, by place; a call makes one, or raises Unresolved."""
    found: Settings | None

    def settings(self) -> Settings:
        """The settings.

        Raises:
            ConfigError: with every problem and its place.
        """
        if self.found is None or self.problems:
            raise ConfigError([self.document.locate(problem) for problem in self.problems])
        return self.found

    def for_engine(self) -> Settings | None:
        """Settings to ask an engine with, whatever is wrong elsewhere; None if its own section has a problem."""
        broken = {problem.path[:1] for problem in self.problems}
        if not broken.isdisjoint({(), ("engine",)}):
            return None
        asked = {name: self.document.data.get(name) for name in ("engine", "operations", "limits", "output")}
        whole = {name: value for name, value in asked.items() if value is not None and (name,) not in broken}
        return Settings(security=Security(allow_unsigned=True), loader=[Plugin(use="")], **whole)


def load(file: Path, change: Change | None = None) -> Settings:
    """The settings in a YAML file, after a change to what stands in it.

    Raises:
        ConfigError: with every problem of the file and its place.
    """
    return read_file(file, change).settings()


def loads(text: str, name: str = "settings", change: Change | None = None) -> Settings:
    """The settings in a YAML text, after a change; the name stands in front of every problem.

    Raises:
        ConfigError: with every problem of the text and its place.
    """
    return read(text, name, change).settings()


def read_file(file: Path, change: Change | None = None) -> Reading:
    """What stands in a YAML file, after a change to it.

    Raises:
        ConfigError: the file cannot be read, or is no YAML.
    """
    try:
        return read(file.read_text(encoding="utf-8"), str(file), change)
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigError([f"{file}: cannot be read: {why}"]) from None


def read(text: str, name: str, change: Change | None = None) -> Reading:
    """What stands in a YAML text, after a change to it.

    Raises:
        ConfigError: it is no YAML.
    """
    document = documents.read(text, name)
    if change is not None:
        change(document.data)
    problems, settings = list(document.problems), None
    try:
        settings = Settings(**document.data)
    except ValidationError as error:
        found = [Problem(one["loc"], explain(Settings, one)) for one in error.errors()]
        problems += _unless_known(document, found, problems)
    makers, found = _plugins(document, settings or Settings.model_construct())
    found += _operation_problems(document.data.get("operations"))
    problems += _unless_known(document, found, document.problems)
    return Reading(document, problems, makers, settings)


def _unless_known(document: documents.Document, found: list[Problem], known: list[Problem]) -> list[Problem]:
    # A value that the environment lacks is not also reported as too short.
    places = {document.written(problem.path) for problem in known}
    written = [(one, document.written(one.path)) for one in found]
    return [one for one, path in written if not any(path[:n] in places for n in range(len(path) + 1))]


def _plugins(document: documents.Document, known: Settings) -> tuple[list[Maker], list[Problem]]:
    """The plugins of the front and their problems, also in a file that has other problems."""
    makers: list[Maker] = []
    problems: list[Problem] = []
    unfilled = [document.written(problem.path) for problem in document.problems]
    for name, kind in {"loader": Loader, "storage": Storage, "result_storage": Storage}.items():
        for at, section in enumerate(_listed(document.data.get(name))):
            if not isinstance(section, dict) or not isinstance(section.get("use"), str):
                continue  # the section itself is already a problem
            path, options = (name, at), {k: v for k, v in section.items() if k != "use"}
            try:
                make = resolve.plugin(section["use"], options, kind, known.value)
            except resolve.Unresolved as error:
                problems += [Problem((*path, *problem.path), problem.text) for problem in error.problems]
            else:
                written = document.written(path)
                if not any(one[: len(written)] == written for one in unfilled):
                    makers.append((path, make))
    return makers, problems


def _operation_problems(listed: object) -> list[Problem]:
    known, problems = resolve.operations([]), []
    for at, path in enumerate(listed if isinstance(listed, list) else []):
        if not isinstance(path, str):
            continue  # already a problem
        try:
            operation = resolve.operation(path)
            Vocabulary([*known, operation])
            known.append(operation)
        except resolve.Unresolved as error:
            problems += [Problem(("operations", at), problem.text) for problem in error.problems]
        except ValueError as error:
            problems.append(Problem(("operations", at), f"{path} cannot be used: {error}"))
    return problems
