"""A form is read the same in whatever pieces it comes, and a disk that is full is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitter.errors import BadRequest, FitterError, SourceTooLarge, StoreFull
from fitter.flow.uploads.multipart import ROOM, Multipart, boundary, file_name
from fitter.flow.uploads.spool import Spool
from fitter.flow.uploads.uploaded import safe_name

NASTY = b"\r\n--X\r\n--XY-\r\n-\r\n--"
FORM = (
    b'preamble\r\n--XYZ\r\n\r\nno headers\r\n--XYZ \r\nContent-Disposition: form-data; name="alt"\r\n\r\n\r\n--XYZ\r\n'
    b'Content-Type: image/png\r\nCONTENT-DISPOSITION: form-data; filename="a b.png"; name=x\r\n\r\n'
    + NASTY
    + b"\r\n--XYZ--"
)


def taken(pieces: list[bytes]) -> tuple[str, bytes]:
    got = bytearray()
    form = Multipart(b"XYZ", got.extend)
    for piece in pieces:
        form.feed(piece)
    form.end()
    return form.name, bytes(got)


@given(st.lists(st.integers(0, len(FORM)), max_size=8).map(sorted))
def test_pieces(cuts: list[int]) -> None:
    assert taken([FORM[a:b] for a, b in zip([0, *cuts], [*cuts, len(FORM)], strict=True)]) == ("a b.png", NASTY)


@given(st.lists(st.binary(max_size=20) | st.sampled_from([b"--XYZ", b"\r\n", b"\r\n\r\n", b"\r\n--XYZ", NASTY])))
def test_nonsense_is_no_form(pieces: list[bytes]) -> None:
    with pytest.raises(BadRequest):
        taken(pieces)


def test_boundary_and_name() -> None:
    assert boundary("image/jpeg") is None
    assert boundary('multipart/form-data; charset=utf-8; boundary="a b"') == b"a b"
    assert file_name("attachment; filename*=UTF-8''k%C3%A4se.png") == "käse.png"


def test_names_that_the_library_does_not_expect() -> None:
    names = ("*=idna''x", "*=undefined''x", "*=a\0''x", "*=punycode''x-%ff", "*=a; filename*0=b", f"*{'9' * 5000}*=x")
    for name in names:
        with pytest.raises(BadRequest, match="cannot be read"):
            file_name(f"attachment; filename{name}")


def test_parts_without_a_byte_are_bounded() -> None:
    form, part = Multipart(b"X", bytearray().extend), b"--X\r\n\r\n\r\n\r\n"
    with pytest.raises(BadRequest, match="besides its file"):
        form.feed(part * (2 * ROOM // len(part)))


def test_names_that_are_safe() -> None:
    rows = {
        ("", "png"): "image.png",
        ("../../etc/passwd", "jpeg"): "passwd.jpg",
        ("C:\\pictures\\Été 1.JPEG", "jpeg"): "Été-1.jpeg",
        (".htaccess", "png"): "image.png",
        ("a.php.jpg", "png"): "a.php.png",
        ("...", "png"): "image.png",
        ("a\0b\n<c>.gif", "gif"): "a-b-c.gif",
        ("x" * 300 + ".png", "png"): "x" * 80 + ".png",
    }
    assert {given: safe_name(*given) for given in rows} == rows


def test_a_full_disk(small_disk: Path) -> None:
    spool = Spool(10 << 20, small_disk)
    with pytest.raises(StoreFull, match="no space left"):
        spool.write(bytes(2 << 20))
    assert list(small_disk.iterdir()) == []


def test_a_limit(tmp_path: Path) -> None:
    spool = Spool(10, tmp_path)
    spool.write(b"0123456789")
    with pytest.raises(SourceTooLarge):
        spool.write(b"x")
    with pytest.raises(FitterError):
        Spool(10, tmp_path / "nowhere")
