"""The tables of paths and signatures through real servers: what the log says was read is what the grammar reads."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, unquote

from fitter import FitterError
from fitter.url.grammar import Grammar
from fitter.url.rules import Rules
from fitter.url.signature import Key, Signer
from tests.compat.answers import request
from tests.compat.conftest import Servers
from tests.compat.rows import Fields, cases
from tests.compat.settings import SETTINGS, THUMBOR_KEY
from tests.server import KEY, Server
from tests.table import table
from tests.url.tables import IMAGORS, REFUSED, Row, rows
from tests.url.words import GRAMMAR
from tests.web.stage import logged

_DENY = frozenset(SETTINGS["security"]["operations"]["deny"])
_FORMATS = tuple(SETTINGS["security"]["formats"])
THUMBOR = Grammar(GRAMMAR.vocabulary, Rules(ignore_filters=True, only_thumbor=True, deny=_DENY, formats=_FORMATS))
"""What tests/url compares with the tables row by row, with the rules of these servers."""


def as_sent(path: str) -> str:
    """A path as a client sends it; the tables write some characters plainly."""
    return quote(path, safe="/%:,()'!$*;@-._~&+=|")


def read(grammar: Grammar, path: str) -> str:
    """The canonical path; nothing for one that is refused, as in the log."""
    try:
        return grammar.write(grammar.parse(path))
    except FitterError:
        return ""


def asked(server: Server, path: str) -> tuple[int, str]:
    """The status of an answer, and what was read in the path."""
    reply = request(server, path)
    return reply.status, logged(server, reply.headers["X-Request-Id"])["plan"]


def check(server: Server, grammar: Grammar, found: list[Row], sign: Callable[[str], str]) -> None:
    for row in found:
        if row.theirs == REFUSED:
            # A route of its own, in thumbor too.
            refused = {200} if row.url == "/healthcheck" else {400, 403}
            assert request(server, as_sent(row.url if row.url[0] == "/" else f"/{row.url}")).status in refused, row.url
            continue
        path = as_sent(row.path)
        status, plan = asked(server, sign(path))
        assert plan == read(grammar, path), row.url
        missing = {404, 400} if "watermark" in plan else {404}  # whichever of two pictures is missed first
        assert status in (missing if plan else {400}), row.url


def test_thumbors(servers: Servers) -> None:
    found = [row for row in rows() if isinstance(row, Row) and row.table not in IMAGORS]
    check(servers.of(), THUMBOR, found, "/unsafe/{}".format)


def test_imagors(servers: Servers) -> None:
    """The keys of the table are too short for a server, so the paths are signed with another."""
    server = servers.of(thumbor={"unknown_filters": "ignore"})
    found = [row for row in rows() if isinstance(row, Row) and row.table in IMAGORS]
    rules = Rules(ignore_filters=True, deny=_DENY, formats=_FORMATS)
    check(server, Grammar(GRAMMAR.vocabulary, rules), found, Signer([Key(KEY.encode())]).sign)


SIGNED = [*cases("http_signature_live"), *cases("signature_rejections")]


def signed_again(case: Fields) -> str:
    """The path signed with the key of the server: that of the tables is so well known that it is refused."""
    path = case["path"]
    mine, theirs = Key(THUMBOR_KEY.encode(), "sha1"), Key(case["key"].encode(), "sha1")
    for other in SIGNED:
        _, signature, rest = [*other["path"].partition("?")[0].split("/", 2), ""][:3]
        for message in (rest, unquote(rest), rest.replace(f"/{signature}/", "")):
            given, made = (key.sign(message.encode()).decode() for key in (theirs, mine))
            path = path.replace(given, made).replace(given.rstrip("="), made.rstrip("="))
    return path


@table("case", SIGNED, ids=lambda case: case["path"])
def test_signatures(servers: Servers, case: Fields) -> None:
    servers.draw("q60x40.png", "dir/with space.png")
    path = signed_again(case)
    expected = case.get("status") or case["expected_status"]
    assert request(servers.of(), path).status == expected
