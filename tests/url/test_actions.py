"""The query form says what the path form says, and all that is wrong with a query is said at once."""

from __future__ import annotations

import pytest

from fitter import resolve
from fitter.errors import BadParameters, BadPath, BadRequest, BadSignature, LimitExceeded, OperationNotAllowed
from fitter.url.actions import NAMES, ActionGrammar
from fitter.url.grammar import Grammar
from fitter.url.modes import GENERAL, modes
from fitter.url.query import Query, signed
from fitter.url.rules import Rules
from fitter.url.signature import PURGE, Key, Signer
from fitter.url.vocabulary import Vocabulary
from tests.url.queries import INVALID, VALID

VOCABULARY = Vocabulary(resolve.operations([]))
PRESETS = {"card": "30x20/quality:50"}
GRAMMAR = Grammar(VOCABULARY, Rules(presets=PRESETS))
ACTIONS = ActionGrammar(GRAMMAR)
SIGNER = Signer([Key(b"the key that signs"), Key(b"the key before", "sha1")])


def actions(**rules: object) -> ActionGrammar:
    return ActionGrammar(Grammar(VOCABULARY, Rules(presets=PRESETS, **rules)))  # type: ignore[arg-type]  # as they come


def test_what_says_the_same_is_the_same() -> None:
    assert len(VALID) + len(INVALID) >= 120
    wrong = []
    for query, path in VALID.items():
        try:
            wanted, same = ACTIONS.read(Query.read(query).pairs), GRAMMAR.parse(path)
        except BadRequest as error:
            wrong.append((query, error.detail))
            continue
        read_again = GRAMMAR.parse(wanted.path)
        if not (wanted.plan == same == read_again and wanted.plan.key("c") == same.key("c") == read_again.key("c")):
            wrong.append((query, wanted.path))
        if "preset" not in query and wanted.path != GRAMMAR.write(same):
            wrong.append((query, f"not canonical: {wanted.path}"))
    assert wrong == []


def test_all_problems_are_said_at_once() -> None:
    wrong = []
    for query, said in INVALID.items():
        try:
            wrong.append((query, ACTIONS.read(Query.read(query).pairs).path))
        except BadParameters as error:
            problems = error.problems
            if sorted(name for name, _ in problems) != sorted(said):
                wrong.append((query, str(problems)))
            wrong += [(query, f"{name}: {text}") for name, text in problems if said.get(name, "\0") not in text]
            wrong += [(query, error.detail) for name, text in problems if f"{name}: {text}" not in error.detail]
            wrong += [(query, error.detail)] if "?." in error.detail else []
    assert wrong == []


def test_every_mode_is_an_operation_and_every_argument_a_parameter() -> None:
    known = modes(VOCABULARY)
    assert {"thumbnail", "resize", "crop", "flip", "flop", "rotate", "blur", "watermark", "text"} <= set(known)
    assert not {"format", "quality", "expires", "meta", "raw"} & set(known)
    for mode in known.values():
        assert not set(mode.fields) & set(GENERAL)
        if mode.name != "thumbnail":
            assert list(mode.fields.values()) == list(mode.operation.model_fields)


def test_a_preset_stays_a_preset() -> None:
    """Its operations may not be asked for by themselves, and may change."""
    wanted = actions(only_presets=True).read(Query.read("path=40x40/a.jpg&op=preset:card").pairs)
    assert GRAMMAR.write(wanted.plan) == "30x20/quality:50/-/40x40/a.jpg"
    assert wanted.path == "preset:card/-/40x40/a.jpg"


@pytest.mark.parametrize(
    ("rules", "query", "error", "words"),
    [
        ({"only_presets": True}, "mode=flip", OperationNotAllowed, "flip: only presets may be asked for"),
        ({"only_presets": True}, "op=preset:card&format=png", OperationNotAllowed, "format: only presets"),
        ({"deny": frozenset({"blur"})}, "mode=blur&sigma=2", OperationNotAllowed, "blur: this operation may not"),
        ({"deny": frozenset({"blur"})}, "op=blur:2", OperationNotAllowed, "blur: this operation may not"),
        ({"allow": frozenset({"resize"})}, "mode=thumbnail&w=3&op=flip", OperationNotAllowed, "allowed are resize"),
        ({"sizes": ((300, 200),)}, "mode=thumbnail&w=300", OperationNotAllowed, "The size 300x may not be asked for"),
        ({"formats": ("webp",)}, "format=png", OperationNotAllowed, "allowed are webp"),
        ({"most": {"blur": {"sigma": 5}}}, "mode=blur&sigma=6", LimitExceeded, "sigma is at most 5 here, got 6"),
        ({"only_thumbor": True}, "mode=flip", BadRequest, "thumbor.segments"),
    ],
)
def test_the_rules_of_paths_hold(rules: dict[str, object], query: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        actions(**rules).read(Query.read(f"path=a.jpg&{query}").pairs)


def test_a_size_is_cut_down() -> None:
    assert actions(width=100).read(Query.read("path=a.jpg&mode=resize&w=300&h=20").pairs).path == "100x20/a.jpg"


def test_signatures() -> None:
    pairs = (("path", "é a+b/c.jpg"), ("op", "flip"), ("mode", "resize"), ("width", "300"), ("op", "blur:2"))
    target = signed("get", pairs, SIGNER)
    assert target.isascii()
    query = Query.read(target.partition("?")[2])
    assert query.text("get") == "get?mode=resize&op=flip&op=blur%3A2&path=%C3%A9%20a%2Bb%2Fc.jpg&width=300"
    assert query.pairs == pairs
    query.verify("get", SIGNER)
    order = Query(tuple(sorted(pairs, key=lambda pair: pair[0], reverse=True)), query.signature)
    order.verify("get", SIGNER)
    old = Signer([Key(b"the key before", "sha1")])
    Query.read(signed("get", pairs, old).partition("?")[2]).verify("get", SIGNER)
    refused = [
        (Query(pairs, query.signature), "show"),
        (Query(pairs, query.signature), "redirect"),
        (Query(pairs), "get"),
        (Query(pairs, "unsafe"), "get"),
        (Query(pairs, ""), "get"),
        (Query(pairs, f"{query.signature}="), "get"),
        (Query(pairs, str(query.signature)[:-1]), "get"),
        (Query((*pairs, ("op", "flop")), query.signature), "get"),
        (Query(tuple(reversed(pairs)), query.signature), "get"),  # of two operations, the order counts
        (Query(pairs, SIGNER.sign("a.jpg", PURGE).split("/")[1]), "get"),
        (Query(pairs, Signer([Key(b"another key")]).mark(query.text("get"))), "get"),
    ]
    for one, action in refused:
        with pytest.raises(BadSignature, match=r"Sign '(get|show|redirect)', a question mark"):
            one.verify(action, SIGNER)
    assert SIGNER.sign(query.text("get")).split("/")[1] == query.signature, "no path that is sent holds a question mark"


def test_unsigned() -> None:
    open_to_all = Signer([Key(b"a key")], allow_unsigned=True)
    for text in ("path=a.jpg", "path=a.jpg&sig=unsafe", signed("get", [("path", "a.jpg")], open_to_all)[5:]):
        Query.read(text).verify("get", open_to_all)
    with pytest.raises(BadSignature):
        Query.read("path=a.jpg&sig=wrong").verify("get", open_to_all)
    assert signed("get", [("path", "a b.jpg")], Signer([], allow_unsigned=True)) == "/get?path=a%20b.jpg&sig=unsafe"


@pytest.mark.parametrize("text", ["path=%FF", "path=a%00.jpg", "path=%0A", "%80=1"])
def test_what_is_no_text(text: str) -> None:
    with pytest.raises(BadPath, match="The query"):
        Query.read(text)


def test_one_signature() -> None:
    with pytest.raises(BadParameters, match="sig: is given 2 times"):
        Query.read("path=a&sig=b&sig=c")


def test_the_actions() -> None:
    assert NAMES == ("get", "show", "redirect")


def test_a_query_of_rubbish_is_refused_shortly() -> None:
    with pytest.raises(BadParameters, match="has 2001 parameters; at most 100 are read"):
        Query.read("&".join(f"a{number}" for number in range(2001)))
    for query in (
        "&".join(f"widt{number}" for number in range(100)),
        "&".join(f"op=rotat{number}" for number in range(100)),
        "&".join(["mode=resize", *["width=3"] * 99]),
        f"mode={'resize' * 1000}&{'w' * 1000}=3&width={'3' * 1000}",
    ):
        with pytest.raises(BadParameters) as refused:
            ACTIONS.read(Query.read(query).pairs)
        assert len(refused.value.detail) < 9000
        assert max(len(name) for name, _ in refused.value.problems) <= 60
