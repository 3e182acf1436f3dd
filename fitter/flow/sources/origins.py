"""Origins: the loaders as one, asked in order."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from fitter.abilities import Revalidating
from fitter.blob import Blob, Version
from fitter.errors import FitterError, OriginFailed, OriginTimeout, Overloaded, SourceNotFound
from fitter.flow.calling import call, given, glance, name_of
from fitter.flow.sources.seen import Source
from fitter.protocols import Loader

_log = logging.getLogger("fitter.loader")


@dataclass(frozen=True, slots=True)
class Origins:
    """Loaders in order; the first that has a source gives it."""

    loaders: Sequence[Loader]

    FAILURES: ClassVar[tuple[type[FitterError], ...]] = (OriginFailed, OriginTimeout, Overloaded)
    """What says nothing of a source: it may be there, and as it was."""

    async def get(self, key: str) -> Blob:
        """The source.

        Raises:
            SourceNotFound: nobody has it.
        """
        for loader in self.loaders:
            found = given(await _asked(loader.get, key), loader.get)
            if found is not None:
                return found
        raise SourceNotFound("There is no source of this name.")

    def at_hand(self, key: str) -> Blob | None:
        """What the first loader has at hand; None: it, or the others, are to be asked."""
        try:
            look = glance(self.loaders[0])
            return given(look(key), look)
        except Exception:  # whatever it is, ``get`` says so
            return None

    async def revalidate(self, key: str, known: Version) -> Source | Version:
        """The source if it has changed, or the known version with what its origin says now; raises as ``get``.

        A source may come though it has not changed, from a loader that cannot tell.
        """
        for loader in self.loaders:
            at = time.time()
            if isinstance(loader, Revalidating):
                found = await _asked(loader.revalidate, key, known)
                if isinstance(found, Version):
                    return replace(found, tag=known.tag)
                blob = given(found, loader.revalidate)
            else:
                blob = given(await _asked(loader.get, key), loader.get)
            if blob is not None:
                return await Source.found(blob, at)
        raise SourceNotFound("There is no source of this name.")


async def _asked(method: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return await call(method, *arguments)
    except TimeoutError as error:
        _log.warning("a loader did not answer in time: %s", error)
        raise OriginTimeout("The source did not arrive in time.") from error
    except OSError as error:  # a disk that fails, or too many open files: ours to mend, not the client's
        _log.warning("%s failed: %r", name_of(method), error)
        raise OriginFailed("The source cannot be read now.") from error
