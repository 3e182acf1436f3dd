"""Settings: every setting with its type, limits, default and help."""

from __future__ import annotations

import os
from typing import Any

from pydantic import Field, field_validator

from fitter import resolve
from fitter.fields import Refusal
from fitter.protocols import Loader, Purger, Queue, Storage
from fitter.settings.caching import Cache
from fitter.settings.engine import Engine
from fitter.settings.fallback import Fallback
from fitter.settings.keeping import Herd, Naming, Sources
from fitter.settings.limits import Limits
from fitter.settings.listening import Server
from fitter.settings.migration import Thumbor
from fitter.settings.section import Plugin, Plugins, Section
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
    """Where results are kept: one plugin, or a list of tiers, fastest first. null, as when it is left out, keeps none:
    each request makes its picture anew."""
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
        return resolve.vocabulary(self.operations)

    def plugins(self) -> list[tuple[tuple[str | int, ...], Plugin, type]]:
        """Every plugin of the front process with its place and kind; the engine is a worker's affair."""
        return [((n, at), p, kind) for n, kind in KINDS.items() for at, p in enumerate(getattr(self, n))]
