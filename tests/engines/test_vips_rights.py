"""Artist and copyright survive where they are wanted, whoever tells of them, and nothing else does."""

from __future__ import annotations

import pytest
import pyvips

from fitter import Blob, Output
from fitter.engines.vips import VipsEngine
from fitter.engines.vips.rights import rights
from fitter.operations.strip import Strip
from fitter.settings.writing import Writing
from tests.engines.stage import scene, seen, source

RIGHTS = Output(keep=frozenset({"copyright"}))
NAMES = ("exif-ifd0-Artist", "exif-ifd0-Copyright")
XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
<rdf:Description rdf:about="" GPSLatitude="1"><dc:creator><rdf:Seq><rdf:li>Ada</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">Ada 2020</rdf:li></rdf:Alt></dc:rights></rdf:Description></rdf:RDF>
</x:xmpmeta><?xpacket end="w"?>"""


def exif(**tags: str) -> pyvips.Image:
    """A picture with tags of EXIF."""
    picture = scene(40, 30).copy()
    for name, text in tags.items():
        picture.set_type(pyvips.GValue.gstr_type, name.replace("_", "-"), f"{text} (text)")
    return picture


def iptc(**texts: str) -> bytes:
    """Photoshop's block."""
    records = b"".join(
        b"\x1c\x02" + bytes([int(n[1:])]) + len(t.encode()).to_bytes(2, "big") + t.encode() for n, t in texts.items()
    )
    return b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + len(records).to_bytes(4, "big") + records


def told(picture: pyvips.Image) -> list[str | None]:
    """Artist and copyright in a file's EXIF."""
    return [picture.get(name).split(" (")[0].strip() if name in picture.get_fields() else None for name in NAMES]


def blob_with(name: str, data: bytes) -> Blob:
    picture = scene(40, 30).copy()
    picture.set_type(pyvips.GValue.blob_type, name, data)
    return source(picture, ".jpg")


@pytest.mark.parametrize("format", ["jpeg", "png", "webp", "avif"])
def test_exif(engine: VipsEngine, format: str) -> None:
    picture = exif(exif_ifd0_Artist="Ada", exif_ifd0_Copyright="Ada 2020", exif_ifd0_Model="Camera")
    picture.set_type(pyvips.GValue.gstr_type, "exif-ifd3-GPSLatitudeRef", "N")
    made = engine.open(source(picture, ".jpg")).encode(Output(format=format, keep=RIGHTS.keep))
    assert told(seen(made)) == ["Ada", "Ada 2020"]
    assert not [name for name in seen(made).get_fields() if "GPS" in name or "Model" in name]
    assert b"Camera" not in made.read()


@pytest.mark.parametrize("text", ["A (B) (c)", "x, y (z), ASCII, 3 components", "Ada (Ada"])
def test_brackets_are_no_trap(engine: VipsEngine, text: str) -> None:
    first = engine.open(source(exif(exif_ifd0_Copyright=text), ".jpg")).encode(RIGHTS)
    second = engine.open(first).encode(RIGHTS)
    for made in (first, second):
        value = seen(made).get(NAMES[1])  # libexif writes a blank behind it
        assert value.startswith(text)
        assert value[len(text) :].lstrip().startswith(f"({text}")


def test_iptc(engine: VipsEngine) -> None:
    made = engine.open(blob_with("iptc-data", iptc(_80="Ada", _5="Title", _116="Ada 2020"))).encode(RIGHTS)
    assert told(seen(made)) == ["Ada", "Ada 2020"]
    assert b"Title" not in made.read()


def test_xmp(engine: VipsEngine) -> None:
    made = engine.open(blob_with("xmp-data", XMP.encode())).encode(RIGHTS)
    assert told(seen(made)) == ["Ada", "Ada 2020"]
    assert b"GPS" not in made.read()
    assert "xmp-data" not in seen(made).get_fields()


def test_exif_is_believed_first(engine: VipsEngine) -> None:
    picture = exif(exif_ifd0_Artist="Grace")
    picture.set_type(pyvips.GValue.blob_type, "iptc-data", iptc(_80="Ada", _116="Ada 2020"))
    picture.set_type(pyvips.GValue.blob_type, "xmp-data", XMP.replace("2020", "1999").encode())
    assert told(seen(engine.open(source(picture, ".jpg")).encode(RIGHTS))) == ["Grace", "Ada 2020"]


def test_nothing_to_tell(engine: VipsEngine) -> None:
    made = engine.open(source(exif(exif_ifd0_Model="Camera"), ".jpg")).encode(RIGHTS)
    assert not [name for name in seen(made).get_fields() if name.startswith("exif")]


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("xmp-data", b"\xff\xfe<\0x\0/\0>\0"),
        ("xmp-data", b"<x><dc:rights>no such prefix</dc:rights></x>"),
        ("xmp-data", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
        ("xmp-data", XMP[:300].encode()),
        ("iptc-data", b"8BIM\x04\x04"),
        ("iptc-data", b"8BIM\x04\x04\xff"),
        ("iptc-data", b"\x1c\x02\x74\xff\xff"),
        ("iptc-data", iptc(_116="")),
    ],
)
def test_what_is_broken_tells_nothing(field: str, data: bytes) -> None:
    picture = scene(4, 3).copy()
    picture.set_type(pyvips.GValue.blob_type, field, data)
    assert rights(picture) == {}


def test_the_settings() -> None:
    assert Writing(keep_copyright=True).output().keep == {"copyright"}
    assert Writing(keep_copyright=True, strip=False).output().keep == {"copyright", "exif", "xmp", "iptc", "icc"}
    assert Strip.build().configure(Writing(keep_copyright=True).output()).keep == frozenset()
