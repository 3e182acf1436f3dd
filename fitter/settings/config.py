"""Settings: every setting with its type, limits, default and help."""

from __future__ import annotations

import os
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, field_validator

from fitter import resolve
from fitter.fields import Bytes, Count, Duration, Refusal
from fitter.protocols import Loader, Purger, Queue, Storage
from fitter.settings.caching import Cache
from fitter.settings.keeping import Herd, Naming, Sources
from fitter.settings.listening import Server
from fitter.settings.migration import Thumbor
from fitter.settings.section import Section
from fitter.settings.security import Security
from fitter.settings.uploading import Upload
from fitter.settings.writing import Writing
from fitter.url.signature import Key
from fitter.url.vocabulary import Vocabulary

KINDS: dict[str, type] = {
    "loader": Loader,
    "storage": Storage,
    "result_storage": Storage,
    "queue": Queue,
    "purge": Purger,
}
"""The sections that name the front's plugins, and what each must do."""


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
    """Pixels of a source, width times height, of all frames that are used."""
    result_pixels: Count = Field(50_000_000, ge=1)
    """Pixels of a result and of every step on the way, all frames counted."""
    width: int | None = Field(None, ge=1, le=100_000)
    """Width of a result: a size in the URL is cut down to it, and a picture that is still wider is made smaller; null
    is any."""
    height: int | None = Field(None, ge=1, le=100_000)
    """Height of a result, in the same way; null is any."""
    frames: int = Field(200, ge=1, le=10_000)
    """Frames of an animation; 1 makes every animation a still of its first frame."""
    sources_memory: Bytes = Field(512 * 1024**2, ge=1024**2)
    """Bytes of sources that requests under way may hold at once; others wait with loading theirs."""
    queue: int = Field(100, ge=0, le=100_000)
    """Pictures that may wait for a worker; more are answered 503 at once."""
    path_bytes: Bytes = Field(8192, ge=64, le=60_000)
    """Bytes of a request's path."""
    arguments: dict[str, float] = Field({})
    """The most that a URL may give to an operation's argument, such as {blur.sigma: 20}; presets may give more."""


class Fallback(Section):
    """What is answered where a source is missing or its origin fails."""

    source: str | None = Field(None, min_length=1)
    """The key of another source, of which the picture is made with the same operations; null is none."""
    max_age: Duration = Field(60.0, ge=0, le=31_536_000)
    """How long such an answer may be reused."""
    status: Literal[200, 404, 410, 502, 503, 504] = 200
    """The status of such an answer."""


def listed(value: object) -> list[object]:
    """A list, also of one or of none."""
    return [] if value is None else value if isinstance(value, list) else [value]


Plugins = Annotated[list[Plugin], BeforeValidator(listed)]


class Settings(Section):
    """All settings."""

    server: Server = Server()
    """Where and how the server listens."""
    security: Security = Field(default=Security(), validate_default=True)
    """Who may ask for what."""
    loader: Plugins = Field(default=[], validate_default=True)
    """Where sources come from: one plugin, or a list asked in order."""
    storage: Plugins = Field([])
    """Where sources are kept once loaded: one plugin, a list, or null."""
    result_storage: Plugins = Field([])
    """Where results are kept: one plugin, or a list of tiers, fastest first, or null."""
    queue: Plugins = Field([Plugin(use="fitter.queues.local.LocalQueue")])
    """What has pictures made behind the answers of `/show`: a plugin, or null for nobody."""
    upload: Upload = Upload()
    """Whether sources may be uploaded, by whom, and where they go."""
    purge: Plugins = Field([])
    """Who is told when a source is purged, such as a CDN: one plugin, a list, or null."""
    engine: Engine = Engine()
    """What makes the pictures."""
    detector: Plugin | None = None
    """What finds the part that a smart cut keeps, such as faces: a plugin, or null for what draws the eye."""
    operations: list[str] = Field([])
    """Dotted paths of operations besides the built-in ones."""
    presets: dict[str, str] = Field({})
    """Operations by a name for a URL's ``preset:name``, such as {card: fit-in/300x200/quality:70}; a preset may use
    others."""
    limits: Limits = Limits()
    """What is too much."""
    output: Writing = Writing()
    """How pictures are written where the URL does not say."""
    naming: Naming = Naming()
    """How results are called in their storages."""
    herd: Herd = Herd()
    """What happens when many ask for a picture that nobody has."""
    sources: Sources = Sources()
    """How long what is known of a source counts, before its origin is asked whether it has changed."""
    cache: Cache = Cache()
    """What browsers and CDNs are told."""
    fallback: Fallback = Fallback()
    """What is answered where a source is missing or its origin fails."""
    thumbor: Thumbor = Thumbor()
    """How much is as in thumbor."""

    @field_validator("loader")
    @classmethod
    def _some_loader(cls, loader: list[Plugin]) -> list[Plugin]:
        if not loader:
            raise Refusal("is required: a plugin such as {use: fitter.storages.files.FileStorage, root: images}")
        return loader

    @field_validator("queue")
    @classmethod
    def _one_queue(cls, queue: list[Plugin]) -> list[Plugin]:
        if len(queue) > 1:
            raise Refusal(f"takes one plugin, got {len(queue)}")
        return queue

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
        return [((n, at), p, kind) for n, kind in KINDS.items() for at, p in enumerate(getattr(self, n))]
