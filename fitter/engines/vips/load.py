"""Opening: the header, and decoding at the smallest size that will do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from typing import Any

import pyvips

from fitter import Box, LimitExceeded, Size, UndecodableImage
from fitter.engines.vips import blocks, film, scans
from fitter.engines.vips.colour import profile_name, to_size, to_srgb
from fitter.engines.vips.decoders import decoder
from fitter.engines.vips.exif import tags
from fitter.engines.vips.formats import refusal, sniff
from fitter.engines.vips.kept import Kept
from fitter.engines.vips.room import room
from fitter.engines.vips.scale import edges, halved

_BROKEN = "The source is broken or cut short and cannot be decoded."
_FEW = 0.5
"""The part of its lines up to which a JPEG is decoded line by line, and no further than to where they are needed."""
_CUT = 2.0
"""The least margin for a part of a picture, whose edges lie on whole pixels of what was decoded: at 1 it would be up to
half a pixel of the result beside its place."""
_INSTEAD = "ask for a smaller one or another format."
_BITS = {"uchar": 8, "char": 8, "ushort": 16, "short": 16, "uint": 32, "int": 32, "float": 32, "double": 64}


class Source:
    """The file of a picture: its header, and its pixels in a size of one's choice."""

    def __init__(
        self, data: bytes, read: tuple[str, ...], margins: Mapping[str, float], kept: Kept | None = None
    ) -> None:
        """Read the header.

        Args:
            data: the whole file.
            read: the formats that are allowed.
            margins: of formats that may be decoded smaller, how many times the wanted width and height must be left.
            kept: where decoded pixels of JPEG are kept, or None: libvips decodes them, line by line.

        Raises:
            UnsupportedImage: not one of these formats.
            UndecodableImage: its header is broken, or a GIF is cut short.
            LimitExceeded: a JPEG in too many scans.
        """
        name = sniff(data)
        if name is None or name not in read:
            raise refusal(name, read)
        self.format, self.data, self.margins = name, data, margins
        self.pages = range(1)  # which of the file's are decoded
        self._whole: pyvips.Image | None = None
        self._kept = kept
        self._layout = scans.layout(data) if name == "jpeg" else None
        if name == "gif":
            blocks.check(data)
        self._read_header()
        self._film = film.Film.of(self.header)
        if name in film.FORMATS:
            self.pages = range(len(self._film.delays))

    @property
    def film(self) -> film.Film:
        """How those of its frames that are decoded follow each other."""
        return film.Film(self._film.delays[self.pages.start : self.pages.stop], self._film.loop)

    @property
    def whole(self) -> bool:
        """Whether all of its frames are decoded."""
        return len(self.pages) == len(self._film.delays)

    def at(self, first: int, count: int) -> Source:
        """The same file, of which only so many frames are decoded, counted from the first that is decoded here.

        Raises:
            UndecodableImage: a page of its own size, as in TIFF, has a broken header.
        """
        other = copy(self)
        start = self.pages.start + first
        other.pages, other._whole = range(start, start + count), None
        if self.format not in film.FORMATS:
            other._read_header()
        return other

    def _read_header(self) -> None:
        try:
            self.header = self._head(self._layout.head) if self._layout else self._lazy(1.0)
        except pyvips.Error as error:
            raise UndecodableImage(_BROKEN) from error
        self.size = Size(self.header.width, self.header.height)

    def _head(self, length: int) -> pyvips.Image:
        """A JPEG's header, from the beginning of the file if that will do: libvips copies what it is given."""
        try:
            return pyvips.Image.jpegload_buffer(self.data[:length], access="sequential", fail_on="truncated")
        except pyvips.Error:
            return self._lazy(1.0)

    def decode(self, shrink: float, bottom: int | None = None) -> pyvips.Image:
        """The pixels, each side divided by up to ``shrink``; frames below each other.

        They are in memory, or a new lazy picture, that can be read from top to bottom only and once.

        Args:
            shrink: what is divided by at the most.
            bottom: the line of the stored picture below which none is needed.

        Raises:
            pyvips.Error: its header is broken.
            MemoryError: other things have taken all that there is.
        """
        if self._whole is not None:
            return self._whole
        tall = (bottom or self.size.height) > _FEW * self.size.height
        if self._kept is not None and self._layout is not None and tall:
            pixels = self._kept(self.data, self._layout, self.header, halved(shrink))
            if pixels is not None:
                return pixels
        return self._lazy(shrink)

    def _lazy(self, shrink: float) -> pyvips.Image:
        paged = self.format not in ("jpeg", "png", "svg", "jxl")
        options: dict[str, Any] = {"page": self.pages.start, "n": len(self.pages)} if paged else {}
        if self.format == "jpeg":
            options["shrink"] = halved(shrink)
        elif self.format == "svg" or (self.format == "webp" and shrink > 1):
            options["scale"] = 1 / shrink
        room(len(self.data))  # which is copied
        return decoder(self.format)(self.data, access="sequential", fail_on="truncated", **options)

    @contextmanager
    def blamed(self, task: str) -> Iterator[None]:
        """Turn libvips' errors into ours; its own words stay out of the answer, as they may be of another request.

        Nor do they tell a broken source from an encoder that ran out of memory. So the source is decoded once more, by
        itself, line by line and into nothing: when that works, it is not to blame.

        Raises:
            UndecodableImage: libvips failed, and the source is broken.
            LimitExceeded: libvips failed, and the source is sound.
        """
        try:
            yield
        except pyvips.Error as error:
            if not self._sound():
                raise UndecodableImage(_BROKEN) from error
            raise LimitExceeded(f"{task} within the memory of a worker; {_INSTEAD}") from error

    def _sound(self) -> bool:
        try:
            self._lazy(1.0).avg()
        except pyvips.Error:
            return False
        return True

    def hold(self) -> None:
        """Decode all of it now and keep it, because somebody must see every pixel before the real work begins.

        Raises:
            pyvips.Error: it cannot be decoded.
        """
        self._whole = self.decode(1.0).copy_memory()

    def part(self, box: Box, size: Size) -> Iterable[pyvips.Image]:
        """The box of the stored picture in exactly that size, 8-bit sRGB or grey; of an animation, of each frame."""
        if len(self.pages) > 1:
            # The decoder goes from frame to frame and never back, so each is finished before the next is begun.
            frames = film.split(self.decode(1.0), self.size.height)
            return (self._finished(frame, box, size, 1.0).copy_memory() for frame in frames)
        wanted = min(box.size.width / size.width, box.size.height / size.height)
        shrink = wanted if self.format == "svg" else max(1.0, wanted / self._margin(box))
        shrink = 1.0 if box.size == size else shrink
        return [self._finished(self.decode(shrink, box.bottom), box, size, shrink)]

    def _margin(self, box: Box) -> float:
        whole = box.size == self.size
        return max(self.margins.get(self.format, 1.0), 1.0 if whole else _CUT)

    def _finished(self, pixels: pyvips.Image, box: Box, size: Size, shrink: float) -> pyvips.Image:
        return to_srgb(to_size(self._cut(pixels, box, shrink), size))

    def _cut(self, pixels: pyvips.Image, box: Box, shrink: float) -> pyvips.Image:
        """A box of the stored picture, out of one that was perhaps decoded smaller; edges go to the nearest pixel."""
        across, down = self.size.width / pixels.width, self.size.height / pixels.height
        if self.format == "jpeg" and self._whole is None:
            # libvips leaves out the last pixel where only a part of it lies on the picture: the scale is the step.
            across = down = halved(shrink)
        left, right = edges(box.left, box.right, across, pixels.width)
        top, bottom = edges(box.top, box.bottom, down, pixels.height)
        if (left, top, right, bottom) == (0, 0, pixels.width, pixels.height):
            return pixels
        return pixels.crop(left, top, right - left, bottom - top)

    @property
    def orientation(self) -> int:
        """The EXIF orientation, 1 to 8; 1 for AVIF and JPEG XL, whose own turn is done in loading."""
        tag = _field(self.header, "orientation", 1)
        return tag if isinstance(tag, int) and 1 <= tag <= 8 and self.format not in ("avif", "jxl") else 1

    def facts(self) -> Mapping[str, Any]:
        """What the header says; sizes as stored."""
        header = self.header
        return {
            "orientation": self.orientation,
            "frames": len(self._film.delays),
            **self._film.facts(),
            "alpha": bool(header.hasalpha()),
            "bits": _field(header, "bits-per-sample", _BITS.get(header.format, 8)),
            "space": str(header.interpretation),
            "profile": profile_name(header),
            "bytes": len(self.data),
            "exif": tags(header),
        }


def _field(header: pyvips.Image, name: str, default: Any) -> Any:
    return header.get(name) if name in header.get_fields() else default
