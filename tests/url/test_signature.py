"""Signed paths: one spelling of one signature for one path, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import string
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitter.errors import BadSignature
from fitter.url.address import address
from fitter.url.signature import UNSIGNED, Key, Signer
from tests.table import table
from tests.url.plans import plans
from tests.url.words import GRAMMAR

PATH = "fit-in/300x200/flip/dir%2Fwith%20space/%C3%A9.jpg"
SECRET = b"a secret of some length"
KEYS = {
    "sha256": Key(SECRET),
    "sha1": Key(SECRET, "sha1"),
    "sha512": Key(SECRET, "sha512"),
    "sha256 cut to 40": Key(SECRET, "sha256", 40),
    "sha1 cut to 16": Key(SECRET, "sha1", 16),
}
keys = pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
each_key = table("key", KEYS.values())
BASE64 = string.ascii_letters + string.digits + "-_"
FRIENDLY = "".join(map(chr, range(0x21, 0x7F)))


def refused(signer: Signer, target: str) -> bool:
    """Whether the target is refused as it must be; any other exception ends the test."""
    try:
        signer.verify(target)
    except BadSignature as error:
        return (error.status, error.code) == (403, "bad_signature")
    return False


def signature(key: Key, path: str = PATH) -> str:
    return Signer([key]).sign(path).split("/")[1]


@pytest.mark.parametrize(
    ("key", "length", "end"),
    [
        (KEYS["sha256"], 43, ""),
        (KEYS["sha1"], 28, "="),
        (KEYS["sha512"], 86, ""),
        (KEYS["sha256 cut to 40"], 40, ""),
        (KEYS["sha1 cut to 16"], 16, ""),
        (Key(SECRET, "sha256", 44), 44, "="),
        (Key(SECRET, "sha1", 88), 28, "="),
    ],
)
def test_a_signature_has_the_form_of_its_key(key: Key, length: int, end: str) -> None:
    text = signature(key)
    assert len(text) == length
    assert text.endswith(end or text[-1])
    assert set(text) - {"="} <= set(BASE64)


def test_a_signature_is_the_hmac_of_the_path_as_sent() -> None:
    digest = hmac.new(SECRET, PATH.encode(), hashlib.sha256).digest()
    assert signature(Key(SECRET)) == base64.urlsafe_b64encode(digest).decode().rstrip("=")


@keys
@settings(max_examples=50)
@given(plan=plans)
def test_what_is_signed_is_verified(key: Key, plan: object) -> None:
    path = GRAMMAR.write(plan)  # type: ignore[arg-type]  # a strategy knows no type
    signer = Signer([key])
    assert signer.verify(signer.sign(path)) == path


def test_an_address_is_signed_and_canonical() -> None:
    signer = Signer([KEYS["sha256"]])
    target = address(GRAMMAR, signer, "/filters:rotate(90)/300x0", "flip/é a?.jpg")
    assert signer.verify(target) == "rotate:270/300x0/-/flip/%C3%A9%20a%3F.jpg"


# No other path and no other spelling


def change(text: str, at: int, other: str) -> str:
    return text[:at] + other + text[at + 1 :]


MUTATIONS: dict[str, Callable[[str, int, str], str]] = {
    "change": change,
    "insert": lambda text, at, other: text[:at] + other + text[at:],
    "append": lambda text, _, other: text + other,
    "delete": lambda text, at, _: text[:at] + text[at + 1 :],
    "duplicate": lambda text, at, _: text[: at + 1] + text[at:],
    "swap": lambda text, at, _: text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
    "cut": lambda text, at, _: text[:at],
    "case": lambda text, at, _: change(text, at, text[at].swapcase()),
    "percent": lambda text, at, _: change(text, at, f"%{ord(text[at]):02X}"),
    "percent, small": lambda text, at, _: change(text, at, f"%{ord(text[at]):02x}"),
}


@each_key
@table("mutation", MUTATIONS.values())
def test_every_change_of_a_signed_path_is_refused(key: Key, mutation: Callable[[str, int, str], str]) -> None:
    signer = Signer([key])
    target = signer.sign(PATH)
    others = "aA0-_=/%+é\x00\u20ac"
    changed = {mutation(target, at, other) for at in range(1, len(target)) for other in others} - {target}
    assert len(changed) > 20 or mutation is MUTATIONS["append"]
    assert [text for text in changed if not refused(signer, text)] == []


@keys
@settings(max_examples=150)
@given(other=st.text(st.characters(exclude_categories=[]), max_size=40) | st.text(FRIENDLY, max_size=90))
def test_no_other_text_is_a_signature(key: Key, other: str) -> None:
    target = f"/{other}/{PATH}"
    assert refused(Signer([key]), target) or target == Signer([key]).sign(PATH)


@keys
def test_a_signature_has_one_spelling(key: Key) -> None:
    text = signature(key)
    bare = text.rstrip("=")
    spellings = {
        *(
            bare + padding
            for padding in ("", "=", "==", "===", "%3D", "%3d", "%3D%3D", ".", " ", "\n", "\t", "+", "%00")
        ),
        *(text + padding for padding in ("=", "%3D", "/", "//", "%2F", "?", "#", "\x00")),
        *(bare[:-1] + last + text[len(bare) :] for last in BASE64),  # the last character has bits that say nothing
        *(" " + text, "=" + text, "+" + text, "%20" + text),
        *(text.upper(), text.lower(), text.swapcase()),
        text.translate(str.maketrans("-_", "+/")),
        "".join(f"%{ord(character):02X}" for character in text),
        hmac.new(SECRET, PATH.encode(), key.algorithm).hexdigest(),
    }
    assert [one for one in spellings - {text} if not refused(Signer([key]), f"/{one}/{PATH}")] == []
    assert Signer([key]).verify(f"/{text}/{PATH}") == PATH


@each_key
@table(
    "place",
    [
        "/{path}/{signature}",
        "/{path}?{signature}",
        "/x/{signature}/{path}",
        "//{signature}/{path}",
        "/{signature}//{path}",
        "/{signature}/{signature}/{path}",
        "/{signature}/fit-in/{signature}/{path}",
        "/{signature}/../{signature}/{path}",
        "/unsafe/{signature}/{path}",
        "/{signature}/unsafe/{path}",
        "/{signature}{path}",
        "/{signature}%2F{path}",
        "/{signature}",
        "/{signature}/",
        "/{path}",
        "//{path}",
        "/",
        "",
    ],
)
def test_a_signature_stands_in_its_place(key: Key, place: str) -> None:
    assert refused(Signer([key]), place.format(signature=signature(key), path=PATH))


@each_key
@table("other", ["fit-in/300x200/flip/dir/with space/é.jpg", f"/{PATH}", f"{PATH}?x=1", PATH.lower(), ""])
def test_a_path_is_signed_as_it_is_sent(key: Key, other: str) -> None:
    assert refused(Signer([key]), f"/{key.sign(other.encode()).decode()}/{PATH}")


@table("text", ["é", "\u0440=", "\u20ac" * 43, "\udc80", "\U0001f600", "\x00", "\xff" * 28, "\uff21" * 43])
@table("allow_unsigned", [False, True])
def test_what_is_no_ascii_is_refused_like_any_other(text: str, allow_unsigned: bool) -> None:
    signer = Signer(list(KEYS.values()), allow_unsigned=allow_unsigned)
    assert refused(signer, f"/{text}/a.jpg")
    assert refused(signer, f"/{signature(KEYS['sha256'], 'a.jpg')}/{text}")


@pytest.mark.parametrize("source", ["\u20ac.jpg", "\udc80"])
def test_a_path_that_is_not_percent_encoded_is_not_signed(source: str) -> None:
    with pytest.raises(BadSignature, match="percent-encoded"):
        Signer([KEYS["sha256"]]).sign(source)


# Rotation


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_a_key_is_rotated_without_breaking_urls(algorithm: str) -> None:
    old, new = Key(b"the old key", algorithm), Key(b"the new key")
    before, during, after = Signer([old]), Signer([new, old]), Signer([new])
    signed_before, signed_during = before.sign(PATH), during.sign(PATH)
    assert signed_during == after.sign(PATH) != signed_before
    assert during.verify(signed_before) == during.verify(signed_during) == after.verify(signed_during) == PATH
    assert refused(after, signed_before)
    assert refused(before, signed_during)


def test_a_secret_is_in_no_text() -> None:
    assert SECRET.decode() not in repr(KEYS["sha256"])


# Unsigned


@table(
    ("allowed", "target", "path"),
    [
        (True, "/unsafe/a.jpg", "a.jpg"),
        (True, "/unsafe/unsafe/a.jpg", "unsafe/a.jpg"),
        (True, "/unsafe//a.jpg", "/a.jpg"),
        (True, "/unsafe/", ""),
        (False, "/unsafe/a.jpg", None),
        (True, "/unsafe", None),
        (True, "/UNSAFE/a.jpg", None),
        (True, "/unsafe%20/a.jpg", None),
        (True, "/%75nsafe/a.jpg", None),
        (True, "//unsafe/a.jpg", None),
        (True, "/a.jpg", None),
        (True, "/300x200/a.jpg", None),
    ],
)
@table("known", [[], [KEYS["sha256"]]], ids=["no key", "a key"])
def test_unsigned_paths_are_read_where_they_are_allowed(
    known: list[Key], allowed: bool, target: str, path: str | None
) -> None:
    signer = Signer(known, allow_unsigned=allowed)
    if path is None:
        assert refused(signer, target)
    else:
        assert signer.verify(target) == path


def test_without_a_key_paths_are_written_unsigned() -> None:
    assert Signer([], allow_unsigned=True).sign("/a.jpg") == f"/{UNSIGNED}/a.jpg"


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("/a.jpg", "The URL has no signature. It has the form /<signature>/<operations>/<source>."),
        ("/unsafe/a.jpg", "security.allow_unsigned"),
        ("/abc/a.jpg", "Sign the path exactly as it is sent."),
    ],
)
def test_a_refusal_says_what_to_do(target: str, told: str) -> None:
    with pytest.raises(BadSignature) as refusal:
        Signer([KEYS["sha256"]]).verify(target)
    assert told in refusal.value.detail
