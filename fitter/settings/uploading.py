"""The section of the settings for uploads, and which storage they go to."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, SecretStr

from fitter.errors import SourceNotAllowed
from fitter.fields import Bytes, Duration, Folders, Says, SourceFormat
from fitter.flow.reading.blocked import Blocked
from fitter.problems import Problem
from fitter.protocols import Storage
from fitter.resolve import follows
from fitter.settings.section import Section
from fitter.url.plan import Plan

if TYPE_CHECKING:
    from fitter.settings.config import Settings

Place = tuple[str, int]
"""A section of plugins, and which of its entries."""

_PLACE = re.compile(r"(loader|storage)(?:\[([0-9]{1,3})\])?")
PlaceName = Annotated[str, Field(pattern=rf"^{_PLACE.pattern}$"), Says("loader, storage, or one of them: storage[1]")]


class Upload(Section):
    """Whether sources may be uploaded, by whom, and where they go."""

    enabled: bool = False
    """Whether /upload answers. What a signing key or a token is needed for is said in docs/upload.md."""
    tokens: list[Annotated[SecretStr, Field(min_length=16)]] = Field([])
    """Who may upload without a signature: whoever sends one of these as ``Authorization: Bearer ...``. At least 16
    characters each, such as `openssl rand -hex 32` makes."""
    allow_unsigned: bool = False
    """Whether everybody who reaches the server may upload, replace and delete, as in thumbor."""
    to: PlaceName | None = None
    """Where uploads are kept: a loader or a storage of this file that is a storage, such as loader or storage[1]; null
    is the only one that there is. What is kept in a storage with a bound or a ttl may be evicted, uploads too."""
    methods: list[Literal["POST", "PUT", "DELETE"]] = Field(["POST", "PUT", "DELETE"])
    """What may be done: POST adds under a key of the server's choice, PUT adds or replaces, DELETE removes."""
    prefix: Folders = "uploads/"
    """What the keys begin with that the server chooses: folders, each with a slash behind it."""
    max_bytes: Bytes | None = Field(None, ge=1)
    """Bytes of an upload; null is ``limits.source_bytes``, above which no source is read."""
    types: list[SourceFormat] = Field([])
    """Formats that are taken, told by what is in the file; none named means all that the engine reads."""
    deadline: Duration = Field(120.0, ge=0.1, le=3600)
    """How long an upload may take to arrive."""
    at_once: int = Field(8, ge=1, le=10_000)
    """Uploads of a front that may arrive at once; more are answered 503 before their bodies."""
    folder: Path | None = None
    """Where an upload lies while it arrives, in a file without a name; null is the system's folder for such files."""


def place(settings: Settings) -> Place | None:
    """Where uploads go; None if that cannot be said."""
    able = _able(settings)
    if settings.upload.to is not None:
        match = _PLACE.fullmatch(settings.upload.to)
        named = (match[1], int(match[2] or 0)) if match else None
        return named if named in able else None
    return able[0] if len(able) == 1 else None


def problems(settings: Settings) -> Iterator[Problem]:
    """What is wrong with the section beside the others."""
    upload = settings.upload
    if not upload.enabled:
        if settings.thumbor.uploads:
            why = "needs upload.enabled: true, for it only says where uploads are had"
            yield Problem(("thumbor", "uploads"), why, of=("upload.enabled",))
        return
    if place(settings) is None:
        yield Problem(("upload", "to"), _unplaced(settings), of=("loader", "storage"))
    if not (settings.security.keys or upload.tokens or upload.allow_unsigned):
        why = "needs somebody who may upload: a key in security.keys, a token, or allow_unsigned: true"
        yield Problem(("upload", "tokens"), why, of=("security.keys", "upload.tokens", "upload.allow_unsigned"))
    if upload.max_bytes is not None and upload.max_bytes > settings.limits.source_bytes:
        why = f"must be at most limits.source_bytes, which is {settings.limits.source_bytes}: no more is read"
        yield Problem(("upload", "max_bytes"), why, of=("limits.source_bytes",))
    if not upload.methods:
        yield Problem(("upload", "methods"), "must name POST, PUT or DELETE: without one nothing can be uploaded")
    if upload.folder is not None and not (upload.folder.is_dir() and os.access(upload.folder, os.W_OK | os.X_OK)):
        yield Problem(("upload", "folder"), f"must be a folder that can be written, got {str(upload.folder)!r}")
    if _is_blocked(settings, upload.prefix):
        yield Problem(("upload", "prefix"), "is blocked by security.blocked_sources: nobody would get what is uploaded")


def _is_blocked(settings: Settings, prefix: str) -> bool:
    try:
        Blocked(settings.security.blocked_sources)(Plan((), f"{prefix}{'0' * 32}/image"))
    except SourceNotAllowed:
        return True
    return False


def _unplaced(settings: Settings) -> str:
    names = [f"{section}[{at}]" for section, at in _able(settings)]
    if not names:
        return "needs a storage to keep uploads in, as a loader or under storage: none of the plugins there is one"
    return f"must be one of {', '.join(names)}" + (", and say which" if settings.upload.to is None else "")


def _able(settings: Settings) -> list[Place]:
    sections = {"loader": settings.loader, "storage": settings.storage}
    return [
        (name, at) for name, listed in sections.items() for at, one in enumerate(listed) if follows(one.use, Storage)
    ]
