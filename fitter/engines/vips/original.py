"""The source's own bytes in place of a file that came out larger, where nothing but writing it again was asked for."""

from __future__ import annotations

from fitter import Blob, FitterError, Output
from fitter.engines.vips.bare import bare
from fitter.engines.vips.colour import is_plain
from fitter.engines.vips.load import Source

_METADATA = {
    "exif": ("exif-data",),
    "xmp": ("xmp-data",),
    "iptc": ("iptc-data",),
    "copyright": ("exif-data", "xmp-data", "iptc-data"),
}


def smaller(made: Blob, source: Source, output: Output) -> Blob:
    """The file that was made of all the source's pixels as they are, or the source's own without its metadata."""
    if not _allowed(made, source, output):
        return made
    body = bare(source.data, source.format, icc="icc" in output.keep)
    if body is None or len(body) >= made.size or not _same(body, source):
        return made
    return Blob(body, made.media_type, facts=made.facts)


def _allowed(made: Blob, source: Source, output: Output) -> bool:
    """Whether the source is what was asked for, but for its metadata."""
    as_it_is = all(asked is None for asked in (output.progressive, output.subsampling, output.palette))
    kept = {field for kind in output.keep for field in _METADATA.get(kind, ())}
    return (
        output.never_bigger
        and made.facts["format"] == source.format
        and as_it_is
        and source.whole
        and is_plain(source.header)
        and kept.isdisjoint(source.header.get_fields())
    )


def _same(body: bytes, source: Source) -> bool:
    """Whether what is left still is that picture; a last look by the decoder that made the pixels."""
    try:
        left = Source(body, (source.format,), source.margins)
    except FitterError:
        return False
    hidden = [name for name in left.header.get_fields() if name.startswith(("exif", "xmp", "iptc", "orientation"))]
    alike = all(
        getattr(left.header, name) == getattr(source.header, name) for name in ("bands", "format", "interpretation")
    )
    return not hidden and alike and (left.size, left.pages, left.film) == (source.size, source.pages, source.film)
