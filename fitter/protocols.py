"""What each kind of plugin must do, all on one screen.

A plugin is a class named by its dotted path in ``fitter.conf``. It gets its options, checked against its inner class
``Options`` (a ``fitter.Options``), as the one argument of ``__init__``. Loaders and storages may write their methods as
``def`` or ``async def``; a plain ``def`` runs in a thread. If there is a ``close(self)``, it is called at the end. If
there is a ``check(self)``, ``fitter check --live`` calls it: it raises an ``OSError`` that says what keeps the plugin
from its work. A storage may have a ``check_writing(self)`` besides, which is called instead where it keeps things.

What else some can do is in ``abilities.py``, and what every engine's pictures can do in ``picture.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol, runtime_checkable

from fitter.blob import Blob
from fitter.focus import Spot
from fitter.jobs import Job
from fitter.picture import Image
from fitter.values import Output, Size


@runtime_checkable
class Loader(Protocol):
    """Finds a source by the key in the URL."""

    async def get(self, key: str) -> Blob | None:
        """The blob, or None: not mine, ask the next."""
        ...


@runtime_checkable
class Storage(Loader, Protocol):
    """Keeps blobs, sources or results; so every storage can stand in a loader's place."""

    async def put(self, key: str, blob: Blob) -> None:
        """Keep the blob, whole or not at all."""
        ...

    async def delete(self, key: str) -> None:
        """Forget a key, or with a trailing ``/`` all keys below it. A key that is not there is no error."""
        ...


@runtime_checkable
class Purger(Protocol):
    """Tells somebody else that a source was purged, such as a CDN that keeps pictures of it."""

    async def purge(self, source: str, tag: str) -> None:
        """Tell of a source by its key, and by the tag that answers carry. Whatever is raised is a purge that failed."""
        ...


@runtime_checkable
class Queue(Protocol):
    """Has pictures made behind an answer, in this process or elsewhere.

    Who does a job elsewhere makes a ``fitter.Studio`` of the same settings and calls its ``do``. Jobs of one key are
    one job, and a picture that is there already is not made again, so that a job may be done twice.
    """

    async def put(self, job: Job) -> None:
        """Take a job in, in a moment. Overloaded says that there is no room; whatever else is raised, that it fails."""
        ...


class Engine(Protocol):
    """Lives in a worker process; opens pictures."""

    def open(self, blob: Blob, *, orient: bool = True) -> Image:
        """The picture from its header alone, upright unless told not to.

        Raises:
            UnsupportedImage: no picture, or of a format that is not read here.
            UndecodableImage: broken.
        """
        ...

    def describe(self) -> Mapping[str, Any]:
        """Name and version of the library, formats that are read and written."""
        ...


class Detector(Protocol):
    """Lives in a worker process beside the engine; finds what should stay when a smart cut takes something away."""

    def find(self, image: Image) -> Sequence[Spot]:
        """Faces, say; nothing where there are none, and then what draws the eye stays.

        ``Image.sample`` gives a small copy of the pixels.
        """
        ...


@runtime_checkable
class Operation(Protocol):
    """One URL segment: a frozen class whose fields are the arguments. ``fitter.Segment`` has all but the pixels."""

    name: ClassVar[str]
    in_key: ClassVar[bool]
    alone: ClassVar[bool]

    @property
    def text(self) -> str:
        """The canonical segment."""
        ...

    def bounds(self, size: Size) -> Size:
        """The largest size that a picture of this size can become."""
        ...

    def apply(self, image: Image) -> Image:
        """The picture after this operation."""
        ...

    def mark(self, image: Image) -> Image:
        """The picture under ``debug/``: after this operation, or with a mark of what it would have done."""
        ...

    def configure(self, output: Output) -> Output:
        """How the picture is to be written after this operation."""
        ...

    @property
    def sources(self) -> tuple[str, ...]:
        """The keys of further pictures that it needs."""
        ...

    def bounds_with(self, size: Size, others: Sequence[Image]) -> Size:
        """The largest size that combine can make of a picture of this size and the others."""
        ...

    def combine(self, image: Image, others: Sequence[Image]) -> Image:
        """The picture after an operation that has sources; the others are theirs, in their order."""
        ...

    def scaled(self, density: float) -> Operation:
        """The same operation on a screen with so many device pixels for each pixel."""
        ...

    def after(self, width: int | str, height: int | str, adaptive: bool = False, upscale: bool = True) -> Operation:
        """The same operation behind a size in the URL, where it depends on it; 0 is a side that was left open.

        An adaptive size is turned as the picture lies; orig is a side of the picture before that size, and without
        upscale no side is longer than that.
        """
        ...

    def measured(self, whole: Size) -> Operation:
        """The same operation where it depends on the size that the picture had before the last size in the URL."""
        ...

    def aimed(self, image: Image, detector: Detector) -> Operation:
        """The same operation for this picture, of which it may look at the pixels; asked just before it is applied."""
        ...
