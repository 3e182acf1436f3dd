"""What plugins may do besides: whoever has the methods is asked, and nobody needs them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol, runtime_checkable

from fitter.blob import Blob, Version
from fitter.jobs import Job


@runtime_checkable
class Revalidating(Protocol):
    """What a loader may do besides, so that a source that has not changed need not travel again."""

    async def revalidate(self, key: str, known: Version) -> Blob | Version | None:
        """The blob if the source is in another state than the known one, else its version as the origin gives it now.

        None as from ``get``. What a blob's ``version`` said, here or from ``get``, is what comes back as the known one.
        """
        ...


@runtime_checkable
class Distant(Protocol):
    """What a storage far away may have besides, so that a picture is made without it where that takes too long."""

    @property
    def patience(self) -> float:
        """Seconds that a request waits for it at the least; longer where it usually takes longer."""
        ...


@runtime_checkable
class Near(Protocol):
    """What a storage or a loader may do besides, so that what is at hand costs no change of threads."""

    def at_hand(self, key: str) -> Blob | None:
        """What ``get`` gives, at once.

        Raises:
            BlockingIOError: something would have to be waited for, so that ``get`` is to be asked.
        """
        ...


@runtime_checkable
class Fleeting(Protocol):
    """What a storage may say besides, so that nothing is made beforehand that nobody will find."""

    @property
    def fleeting(self) -> bool:
        """Whether what it keeps ends with this process, and is found by no other."""
        ...


@runtime_checkable
class Locking(Protocol):
    """What a storage that several machines share may do besides, so that they do not all make the same picture."""

    async def lock(self, key: str, token: str, seconds: float) -> bool:
        """Take a key for so many seconds, under a word that nobody else knows; False: somebody has it."""
        ...

    async def unlock(self, key: str, token: str) -> None:
        """Give it back, if it is still held under this word."""
        ...


@runtime_checkable
class Announcing(Protocol):
    """What a storage that several machines share may do besides, so that each hears what another one purges."""

    async def announce(self, word: str) -> None:
        """Say a word to all who listen, also to whoever says it."""
        ...

    def announced(self) -> AsyncIterator[str]:
        """What is said from now on; it ends, or raises an OSError, when no more can be heard."""
        ...


@runtime_checkable
class Linking(Protocol):
    """What a storage may do besides: say where clients get a blob without fitter."""

    async def url(self, key: str) -> str:
        """A URL that anybody may GET now, of what is kept under a key. Whatever is raised, there is none."""
        ...


@runtime_checkable
class Working(Protocol):
    """What a queue may do besides whose jobs are done in this very process."""

    def work(self, do: Callable[[Job], Awaitable[object]]) -> None:
        """Called once, before the first job: how one is done. What it raises is a ``FitterError``."""
        ...


@runtime_checkable
class Awaited(Protocol):
    """What a queue may do besides whose jobs are done elsewhere, so that a request waits for one that is under way."""

    async def wait(self, key: str) -> bool:
        """Wait until no job of that key is under way; whether there was one. It is given up after a while."""
        ...


@runtime_checkable
class Resting(Protocol):
    """What an engine may do besides that keeps something from one job for the next."""

    def rest(self) -> None:
        """Called after some seconds without a job, once or twice: what is kept too long is let go.

        What the next job might have to wait for can be done here.
        """
        ...
