"""What each kind of plugin must do, all on one screen.

A plugin is a class named by its dotted path in ``fitter.conf``. It gets its options, checked against its inner class
``Options`` (a ``fitter.Options``), as the one argument of ``__init__``. Loaders and storages may write their methods as
``def`` or ``async def``; a plain ``def`` runs in a thread. If there is a ``close(self)``, it is called at the end. If
there is a ``check(self)``, ``fitter check --live`` calls it: it raises an ``OSError`` that says what keeps the plugin
from its work. A storage may have a ``check_writing(self)`` besides, which is called instead where it keeps things.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any, ClassVar, Literal, Protocol, runtime_checkable

from fitter.blob import Blob, Version
from fitter.focus import Spot
from fitter.jobs import Job
from fitter.values import Box, Color, Output, Size


@runtime_checkable
class Loader(Protocol):
    """Finds a source by the key in the URL."""

    async def get(self, key: str) -> Blob | None:
        """The blob, or None: not mine, ask the next."""
        ...


@runtime_checkable
class Revalidating(Protocol):
    """What a loader may do besides, so that a source that has not changed need not travel again."""

    async def revalidate(self, key: str, known: Version) -> Blob | Version | None:
        """The blob if the source is in another state than the known one, else its version as the origin gives it now.

        None as from ``get``. What a blob's ``version`` said, here or from ``get``, is what comes back as the known one.
        """
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
class Distant(Protocol):
    """What a storage far away may have besides, so that a picture is made without it where that takes too long."""

    @property
    def patience(self) -> float:
        """Seconds that a request waits for it at the least; longer where it usually takes longer."""
        ...


@runtime_checkable
class Near(Protocol):
    """What a storage in this process may do besides, so that a picture is answered in the same breath."""

    def at_hand(self, key: str) -> Blob | None:
        """The blob as ``get`` gives it, its body in memory, or None; nothing is waited for."""
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
class Purger(Protocol):
    """Tells somebody else that a source was purged, such as a CDN that keeps pictures of it."""

    async def purge(self, source: str, tag: str) -> None:
        """Tell of a source by its key, and by the tag that answers carry. Whatever is raised is a purge that failed."""
        ...


@runtime_checkable
class Linking(Protocol):
    """What a storage may do besides: say where clients get a blob without fitter."""

    async def url(self, key: str) -> str:
        """A URL that anybody may GET now, of what is kept under a key. Whatever is raised, there is none."""
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


class Image(Protocol):
    """A picture, immutable: each method gives a new one. Sizes and boxes are in pixels of the upright picture."""

    @property
    def size(self) -> Size:
        """Width and height."""
        ...

    @property
    def frames(self) -> int:
        """How many pictures follow each other in an animation; 1 for a still. Every step is done to each of them."""
        ...

    def take(self, first: int, count: int) -> Image:
        """Only so many frames, from that one on; the first is 0. Before any other step also a page of a document."""
        ...

    def crop(self, box: Box) -> Image:
        """The part inside the box, which lies on the picture."""
        ...

    def resize(self, size: Size) -> Image:
        """All of the picture in exactly that size, whatever its proportions; several in a row are one."""
        ...

    def flip(self) -> Image:
        """Top to bottom."""
        ...

    def flop(self) -> Image:
        """Left to right."""
        ...

    def rotate(self, degrees: float, background: Color) -> Image:
        """Clockwise; corners that open at odd angles get the background."""
        ...

    def blur(self, sigma: float) -> Image:
        """Gaussian, sigma in pixels."""
        ...

    def sharpen(self, sigma: float, amount: float, threshold: float = 2) -> Image:
        """Unsharp mask on lightness (0..100); differences below the threshold are left alone."""
        ...

    def detail(self, gains: Sequence[float], *, lightness: bool) -> Image:
        """Detail one, two, four pixels wide and so on so many times as strong, of lightness or of each colour."""
        ...

    def grayscale(self) -> Image:
        """Without colour."""
        ...

    def table(self, red: bytes, green: bytes, blue: bytes) -> Image:
        """Each channel's values replaced by those of its table of 256; grey stays grey where the three are the same."""
        ...

    def saturate(self, factor: float) -> Image:
        """Colours so many times as strong; 0 is grey of the same perceived lightness."""
        ...

    def matrix(self, rows: Sequence[Sequence[float]]) -> Image:
        """Red, green and blue as sums of the three, each by a row of three weights."""
        ...

    def equalize(self) -> Image:
        """The histogram of each channel spread over the whole range."""
        ...

    def noise(self, amount: float, seed: int) -> Image:
        """Grain within about half of the amount up and down, the same for the same seed."""
        ...

    def pixelate(self, size: int) -> Image:
        """Squares of that side, each of the mean colour of what it covers."""
        ...

    def convolve(self, kernel: Sequence[float], columns: int, divisor: float) -> Image:
        """Each colour as the sum of its neighbours' by the weights of a kernel of odd sides, divided."""
        ...

    def flatten(self, background: Color) -> Image:
        """Without alpha: over the background."""
        ...

    def outline(self, box: Box, color: Color) -> Image:
        """A line along the inside of a box on the picture, about a hundredth of the picture wide."""
        ...

    def pad(self, box: Box, background: Color) -> Image:
        """The canvas of the box, which holds the whole picture (whose top left is 0,0; the box may start below 0)."""
        ...

    def content(self, corner: str, tolerance: float) -> Box:
        """Where pixels of any frame differ from that corner's (``top-left``, ``bottom-right``) by an RGBA distance."""
        ...

    def focus(self, kind: Literal["attention", "entropy"]) -> tuple[float, float]:
        """The point that draws the eye, or has the most round it, in fractions of width and height.

        It is found on a small copy of the first frame, and depends on nothing but the picture.
        """
        ...

    def sample(self, size: Size) -> bytes:
        """All of the first frame in exactly that small size: red, green, blue, alpha of each pixel, row by row."""
        ...

    def mean(self) -> Color:
        """The mean colour of what is visible, opaque; found on a small copy of the first frame; white if none is."""
        ...

    def rounded(self, across: float, down: float, background: Color) -> Image:
        """The corners cut off along an ellipse of those radii, at most half a side; the background is behind them."""
        ...

    def compose(self, other: Image, left: int, top: int, opacity: float = 1) -> Image:
        """The other picture over this one, its top left at that place; what lies outside is left away.

        The frames of an animation go over frames in turn, and those of a still over all.
        """
        ...

    def lettering(self, text: str, size: float, color: Color, width: int, align: str, font: str) -> Image:
        """A new picture, of nothing but this text on clear ground, cut as closely as it goes.

        Args:
            text: as it is, with newlines.
            size: in pixels.
            color: of the letters.
            width: in pixels, where lines are broken.
            align: ``left``, ``center`` or ``right``: how lines stand below each other.
            font: one that the engine knows by this name; ``sans`` is always there.

        Raises:
            BadArgument: no such font, or nothing to be seen in the text.
            LimitExceeded: it takes too much room.
        """
        ...

    def tile(self, size: Size) -> Image:
        """The picture again and again from the top left, until that size is full."""
        ...

    def written(self, output: Output) -> str:
        """The format that encode would write."""
        ...

    def holds(self, format: str) -> bool:
        """Whether that format is written here and can show all of this picture: its size, transparency, frames."""
        ...

    def encode(self, output: Output) -> Blob:
        """The written picture; the blob's facts hold format, width and height."""
        ...

    def facts(self) -> Mapping[str, Any]:
        """What is known of the source: format, width, height, orientation, frames, alpha, bits, profile, bytes, exif.

        ``exif`` holds every tag's value as text, by the tag's name; what of it is shown is not the engine's business.
        """
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

    def after(self, width: int, height: int, adaptive: bool = False) -> Operation:
        """The same operation behind a size in the URL, where it depends on it; 0 is a side that was left open.

        An adaptive size is turned as the picture lies.
        """
        ...

    def aimed(self, image: Image, detector: Detector) -> Operation:
        """The same operation for this picture, of which it may look at the pixels; asked just before it is applied."""
        ...
