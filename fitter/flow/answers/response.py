"""What goes over the wire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from fitter.blob import Descriptor

PIECE = 256 << 10  # bytes that are sent as one, and held for a client that takes its time


@dataclass(frozen=True, slots=True)
class Response:
    """A status, headers, and a body that is read when it is asked for."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | Descriptor = field(default=b"", repr=False)
    part: range | None = None
    """Which bytes of the content are the body; None is all of them."""

    @property
    def size(self) -> int:
        """Bytes of the body, which is not read for that."""
        whole = self.content.size if isinstance(self.content, Descriptor) else len(self.content)
        return whole if self.part is None else len(self.part)

    @property
    def loaded(self) -> Response:
        """The same, its body in memory; raises as ``body``."""
        is_loaded = self.part is None and isinstance(self.content, bytes)
        return self if is_loaded else replace(self, content=self.body, part=None)

    @property
    def is_large(self) -> bool:
        """Whether the body is more than one piece."""
        return self.size > PIECE

    def pieces(self) -> Iterator[bytes]:
        """The body, one piece after the other; raises as ``body``, and in the middle of it."""
        whole = range(self.size) if self.part is None else self.part
        for start in whole[::PIECE]:
            stop = min(start + PIECE, whole.stop)
            yield self.content.read(start, stop) if isinstance(self.content, Descriptor) else self.content[start:stop]

    def has_body(self, method: str) -> bool:
        """Whether one is sent to who asked with that method; else nothing is read for it."""
        return method != "HEAD" and self.status not in (204, 304)

    @property
    def body(self) -> bytes:
        """The body.

        Raises:
            OSError: the file behind it got shorter while it was open.
        """
        part = range(self.size) if self.part is None else self.part
        if isinstance(self.content, Descriptor):
            return self.content.read(part.start, part.stop)
        return self.content if self.part is None else self.content[part.start : part.stop]
