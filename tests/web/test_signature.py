"""Nothing is served for a path that nobody signed."""

from __future__ import annotations

import pytest

from fitter.url.signature import Key, Signer
from tests.server import KEY, Server
from tests.web.stage import Stage

PATH = "60x40/quarters.jpg"
SETTINGS = {"security": {"keys": [KEY, {"key": "an older key of thumbor's", "algorithm": "sha1"}]}}


def refused(server: Server, path: str) -> bool:
    reply = server.request(path)
    return (reply.status, reply.problem["code"], reply.headers["Cache-Control"]) == (
        403,
        "bad_signature",
        "public, max-age=0, s-maxage=10",
    )


def other(character: str) -> str:
    return "A" if character != "A" else "B"


def test_any_changed_character_is_refused(server: Server) -> None:
    path = server.sign(PATH)
    assert server.request(path).status == 200
    changed = [path[:at] + other(path[at]) + path[at + 1 :] for at in range(1, len(path)) if path[at] != "/"]
    assert [one for one in changed if not refused(server, one)] == []


def test_signatures_of_other_forms_are_refused(server: Server) -> None:
    signature = server.sign(PATH)[1:44]
    forms = [
        "",
        signature[:-1],
        signature + "=",
        signature + "A",
        signature.swapcase(),
        signature.replace("-", "+").replace("_", "/") + "=",
        f"%{ord(signature[0]):02X}{signature[1:]}",
        f" {signature}".replace(" ", "%20"),
        "unsafe",
        "UNSAFE",
        "fit-in",
        Key(b"a key that is none of ours").sign(PATH.encode()).decode(),
    ]
    assert [form for form in forms if not refused(server, f"/{form}/{PATH}")] == []


def test_only_the_path_as_signed(server: Server) -> None:
    signature = server.sign(PATH)[: len(server.sign(PATH)) - len(PATH)]
    paths = [
        f"/{PATH}",
        "60x40//quarters.jpg",
        "60x40/quarters%2Ejpg",
        "./60x40/quarters.jpg",
        PATH + "/",
        PATH + "%20",
    ]
    assert [path for path in paths if not refused(server, signature + path)] == []
    assert refused(server, f"/{signature}{PATH}")


def test_both_keys_and_both_algorithms_verify(server: Server) -> None:
    old = Signer([Key(b"an older key of thumbor's", "sha1")]).sign(PATH)
    assert len(old.split("/")[1]) == 28
    first, second = server.request(server.sign(PATH)), server.request(old)
    assert (first.status, second.status, second.headers["X-Cache"]) == (200, 200, "HIT")


@pytest.mark.parametrize("path", ["/", "//", "/a.jpg", "/favicon.ico", "/60x40/quarters.jpg", "/health/", "/metrics/x"])
def test_no_signature_at_all(server: Server, path: str) -> None:
    assert refused(server, path)


def test_unsafe_works_only_where_it_is_allowed(server: Server, stage: Stage) -> None:
    assert refused(server, f"/unsafe/{PATH}")
    with stage.server(security={"keys": [KEY], "allow_unsigned": True}) as trusting:
        assert trusting.request(f"/unsafe/{PATH}").status == 200
        assert refused(trusting, f"/UNSAFE/{PATH}")
