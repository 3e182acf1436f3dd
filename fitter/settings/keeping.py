"""Settings of what is kept: its names, how long what is known of sources counts, and who makes what is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from fitter.abilities import Locking
from fitter.fields import Duration, Folders
from fitter.problems import Problem
from fitter.resolve import follows
from fitter.settings.section import Section

if TYPE_CHECKING:
    from fitter.settings.config import Settings


class Shard(Section):
    """Folders that spread results, named by the first digits of a digest of their source."""

    depth: int = Field(0, ge=0, le=4)
    """How many folders, one in the other; 0 is none."""
    width: int = Field(2, ge=1, le=4)
    """Digits in the name of each: 2 make 256 folders."""


class Naming(Section):
    """How results are called in their storages: a folder for each source, and in it a name for each result."""

    names: Literal["hashed", "readable"] = "hashed"
    """Digests alone, or the source and the operations as far as they can be read, with digests behind them."""
    prefix: Folders = ""
    """What all names begin with: folders, each with a slash behind it, such as ``pictures/``."""
    shard: Shard = Shard()
    """Folders that spread results, named by the first digits of a digest of their source."""
    suffix: bool = False
    """Whether a name ends in the format that the URL asks for, such as ``.webp``."""


class Herd(Section):
    """What happens when many ask for a picture that nobody has."""

    lock: Duration | None = Field(None, ge=0.1, le=60)
    """How long fronts on several machines leave a picture to the one that began it, by a lock in the first result
    storage that has locks, such as Redis; the others wait for it so long at the most. null: each makes its own. In one
    front it is made once either way."""


class Sources(Section):
    """How long what is known of a source counts, before its origin is asked whether it has changed."""

    max_age: Duration = Field(60.0, ge=0, le=31_536_000)
    """How long a source is taken as unchanged where its origin does not say; 0 asks at every request."""
    origin: bool = True
    """Whether what the origin says counts: Cache-Control and Expires."""
    at_least: Duration = Field(0.0, ge=0, le=31_536_000)
    """How long it is taken as unchanged though the origin says less."""
    at_most: Duration | None = Field(None, ge=0, le=31_536_000)
    """How long it is taken as unchanged though the origin says more; null is no limit."""
    stale_while_revalidate: Duration = Field(0.0, ge=0, le=31_536_000)
    """How long after that its pictures are still answered at once, while the origin is asked behind the answer, where
    the origin does not say."""
    stale_if_error: Duration = Field(86400.0, ge=0, le=31_536_000)
    """How long after that its pictures are still answered when the origin fails, where the origin does not say."""
    missing: Duration = Field(10.0, ge=0, le=86_400)
    """How long a source that is not there is not looked for again."""


def problems(settings: Settings) -> Iterator[Problem]:
    """What is wrong with the sections beside the others."""
    if settings.herd.lock is not None and not any(follows(one.use, Locking) for one in settings.result_storage):
        why = "needs a result storage with locks, such as fitter.storages.redis.RedisStorage"
        yield Problem(("herd", "lock"), why, of=("result_storage",))
