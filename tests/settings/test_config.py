"""Settings: defaults that are safe, and a sentence with its place for every mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from fitter import resolve
from fitter.problems import ConfigError
from fitter.protocols import Loader
from fitter.settings import configfile, permissions
from fitter.settings.listening import Server
from fitter.url.rules import Rules
from tests.server import KEY
from tests.table import table

FILES = "{use: fitter.storages.files.FileStorage, root: images}"
BARE = f"security: {{keys: ['{KEY}']}}\nloader: {FILES}\n"


def problems(text: str) -> list[str]:
    """The lines, without the name in front."""
    with pytest.raises(ConfigError) as refused:
        configfile.loads(text, "c")
    return [line.removeprefix("c:") for line in refused.value.lines]


@table(
    ("name", "value"),
    [
        ("server.address", "127.0.0.1"),
        ("server.port", 6001),
        ("server.processes", 1),
        ("security.allow_unsigned", False),
        ("storage", []),
        ("result_storage", []),
        ("operations", []),
        ("engine.use", "fitter.engines.vips.VipsEngine"),
        ("engine.deadline", 10),
        ("engine.memory", 1 << 30),
        ("limits.source_bytes", 25 << 20),
        ("limits.source_pixels", 50_000_000),
        ("limits.result_pixels", 50_000_000),
        ("limits.queue", 100),
        ("limits.path_bytes", 8192),
        ("output.strip", True),
        ("output.orient", True),
        ("output.quality.jpeg", 80),
        ("cache.max_age", 86400),
        ("cache.shared_max_age", None),
        ("cache.cors", ["*"]),
        ("cache.errors.not_found", 10),
    ],
)
def test_default(name: str, value: object) -> None:
    assert configfile.loads(BARE).value(name) == value


@table(
    ("text", "name", "value"),
    [
        ("limits: {source_bytes: 1MiB}", "limits.source_bytes", 1 << 20),
        ("limits: {source_bytes: 1.5 kb}", "limits.source_bytes", 1500),
        ("limits: {source_bytes: 2000}", "limits.source_bytes", 2000),
        ("limits: {source_pixels: 2M}", "limits.source_pixels", 2_000_000),
        ("engine: {deadline: 500ms}", "engine.deadline", 0.5),
        ("engine: {deadline: 1.5m}", "engine.deadline", 90),
        ("engine: {deadline: 3}", "engine.deadline", 3),
        ("engine: {memory: null}", "engine.memory", None),
        ("cache: {max_age: 1d, shared_max_age: 2h}", "cache.shared_max_age", 7200),
        ("cache: {errors: {expired: 1h}}", "cache.errors.expired", 3600),
        (
            "cache: {cors: ['HTTPS://A.example:80', 'http://[::1]']}",
            "cache.cors",
            ["https://a.example:80", "http://[::1]"],
        ),
        ("cache: {canonical: 'https://a.example/p/{source}?x'}", "cache.canonical", "https://a.example/p/{source}?x"),
        ("cache: {canonical: '{source}'}", "cache.canonical", "{source}"),
        ("output: {background: tomato}", "output.background", "ff6347"),
        ("server: {}", "server.port", 6001),
    ],
)
def test_values_as_people_write_them(text: str, name: str, value: object) -> None:
    found = configfile.loads(BARE + text).value(name)
    assert (str(found) if isinstance(value, str) else found) == value


@table(
    ("text", "line"),
    [
        ("server: {port: 65536}", "3: server.port: must be a whole number from 0 to 65535, got 65536"),
        ("server: {port: http}", "3: server.port: must be a whole number from 0 to 65535, got 'http'"),
        ("server: {port: 80.5}", "3: server.port: must be a whole number from 0 to 65535, got 80.5"),
        ("server: {port: null}", "3: server.port: must be a whole number from 0 to 65535, got None"),
        ("server: {log: xml}", "3: server.log: must be one of json, plain, got 'xml'"),
        ("server: {procesess: 2}", "3: server.procesess: unknown; did you mean processes?"),
        ("sever: {}", "3: sever: unknown; did you mean server?"),
        (
            "zzz: 1",
            "3: zzz: unknown; known here: cache, ",
        ),
        ("server: 5", "3: server: must be a section with address, port, "),
        (
            "engine: {deadline: soon}",
            "3: engine.deadline: must be a duration such as 10s from 100ms to 10m, got 'soon'",
        ),
        (
            "engine: {deadline: 5\u017f}",
            "3: engine.deadline: must be a duration such as 10s from 100ms to 10m, got '5\u017f'",
        ),
        ("engine: {deadline: 1h}", "3: engine.deadline: must be a duration such as 10s from 100ms to 10m, got "),
        ("engine: {memory: 1kB}", "3: engine.memory: must be "),
        ("limits:\n  queue: -1", "4: limits.queue: must be a whole number from 0 to 100000, got -1"),
        ("limits: {source_pixels: '1.5'}", "3: limits.source_pixels: must be a whole number such as 50M of at least 1"),
        ("output: {strip: maybe}", "3: output.strip: must be true or false, got 'maybe'"),
        ("output: {background: tomatoe}", "3: output.background: must be a colour: a CSS name, hex digits"),
        ("operations: nonsense", "3: operations: must be a list"),
        ("operations: [1]", "3: operations[0]: must be text, got 1"),
        ("storage: {root: x}", "3: storage.use: is required"),
        ("storage: [{use: 5}]", "3: storage[0].use: must be text, got 5"),
        ("storage: files", "3: storage: must be "),
        ("storage: {use: nonsense}", "3: storage.use: there is no nonsense"),
        ("storage: {use: ..x.Y}", "3: storage.use: ..x.Y cannot be imported"),
        (
            "storage: {use: fitter.loaders.http.HttpLoader}",
            "3: storage.use: fitter.loaders.http.HttpLoader is no storage, ",
        ),
        ("storage: {use: fitter.storages.files}", "3: storage.use: "),
        ("storage: {use: os.path}", "3: storage.use: os.path is no storage, it lacks delete, get, put"),
        ("storage:\n- use: tests.mischief.FailingStorage\n  size: 1", "5: storage[0].size: unknown"),
        ("server: {port: 1}\nserver: {port: 2}", "4: server: is given twice"),
        ("cache: {max_age: 1,\n  max_age: 2}", "4: cache.max_age: is given twice"),
        ("presets: {a: blur:x}", "3: presets.a: blur: sigma must be a number above 0 up to 150, got 'x'"),
        ("presets:\n  a: fit-in/flip\n  b: preset:c", "5: presets.b: There is no preset 'c'"),
        ("presets: {a: a/b}", "3: presets.a: There is no operation 'a'"),
        ("presets: {a: /}", "3: presets.a: holds no operation"),
        ("presets: {a/b: flip}", "3: presets.a/b: a name has letters, digits, "),
        ("presets: {a: 5}", "3: presets.a: must be text, got 5"),
        ("limits: {arguments: {blur: 3}}", "3: limits.arguments.blur: must be an operation and its argument"),
        ("limits: {arguments: {blr.sigma: 3}}", "3: limits.arguments.blr.sigma: there is no operation 'blr'; did you "),
        (
            "limits: {arguments: {blur.sgma: 3}}",
            "3: limits.arguments.blur.sgma: there is no argument of blur 'sgma'; d",
        ),
        ("limits: {arguments: {pad.color: 3}}", "3: limits.arguments.pad.color: color of pad is no number"),
        ("limits: {arguments: {pad.top: x}}", "3: limits.arguments.pad.top: must be a number, got 'x'"),
        (
            "cache: {cors: [www.example.com]}",
            "3: cache.cors[0]: must be *, or an origin such as https://www.example.com",
        ),
        ("cache: {cors: ['https://a.example/path']}", "3: cache.cors[0]: must be *, or an origin such as "),
        ("cache: {cors: ['*.example.com']}", "3: cache.cors[0]: must be *, or an origin such as "),
        ("cache: {cors: ['https://*.example.com']}", "3: cache.cors[0]: must be *, or an origin such as "),
        ("cache: {tags: [X-Tag]}", "3: cache.tags[0]: must be one of Cache-Tag, Surrogate-Key, "),
        ("cache: {canonical: 'https://a.example/'}", "3: cache.canonical: must be a URL with {source} in it, such"),
        ("cache: {canonical: 'https://a b/{source}'}", "3: cache.canonical: must be a URL with {source} in it, such "),
        (
            "cache: {canonical: 'javascript:{source}'}",
            "3: cache.canonical: must be a URL with {source} in it, such",
        ),
        ("cache: {errors: {not_found: forever}}", "3: cache.errors.not_found: must be a duration such as 10s from 0s"),
        ("cache: {errors: {missing: 5s}}", "3: cache.errors.missing: unknown; known here: expired, malformed, "),
        ("thumbor: {unknown_filters: drop}", "3: thumbor.unknown_filters: must be one of refuse, ignore, got 'drop'"),
        ("limits: {queue: '${NOT_SET_HERE}'}", "3: limits.queue: the environment variable NOT_SET_HERE is not set"),
    ],
)
def test_mistake(text: str, line: str) -> None:
    found = problems(BARE + text)
    assert len(found) == 1, found
    assert found[0].startswith(line)


@pytest.mark.parametrize(
    ("security", "line"),
    [
        (
            "operations: {deny: [flip, blurr]}",
            "2: security.operations.deny[1]: there is no operation 'blurr'; did you ",
        ),
        ("operations: {allow: [zzz]}", "2: security.operations.allow[0]: there is no operation 'zzz'; `fitter ops` "),
        ("sizes: [300x, 300]", "2: security.sizes[1]: must be "),
        ("sizes: [300x, 3x3x3]", "2: security.sizes[1]: must be a size such as 300x200, 600x or x400, got '3x3x3'"),
        ("formats: [jpg, doc]", "2: security.formats[1]: format: format must be one of jpeg, "),
        ("formats: [300]", "2: security.formats[0]: must be text, got 300; in quotes it is text"),
        ("only_presets: perhaps", "2: security.only_presets: must be true or false"),
    ],
)
def test_mistake_in_what_urls_may_ask_for(security: str, line: str) -> None:
    found = problems(f"loader: {FILES}\nsecurity: {{keys: ['{KEY}'], {security}}}")
    assert len(found) == 1, found
    assert found[0].startswith(line)


def test_what_urls_may_ask_for() -> None:
    text = f"""
loader: {FILES}
presets: {{card: 300x200/quality:70, one: preset:card}}
limits: {{arguments: {{blur.sigma: 20, pad.top: 5.5}}}}
thumbor: {{unknown_filters: ignore, segments: thumbor}}
security:
  allow_unsigned: true
  only_presets: true
  operations: {{allow: [flip], deny: [blur]}}
  sizes: [300x200, 600x, xorig]
  formats: [jpg, webp]
"""
    rules = permissions.grammar(configfile.loads(text)).rules
    assert rules.presets == {"card": "300x200/quality:70", "one": "preset:card"}
    assert (rules.only_presets, rules.allow, rules.deny, rules.ignore_filters) == (True, {"flip"}, {"blur"}, True)
    assert rules.only_thumbor
    assert (rules.sizes, rules.formats) == (((300, 200), (600, 0), (0, "orig")), ("jpeg", "webp"))
    assert rules.most == {"blur": {"sigma": 20}, "pad": {"top": 5.5}}
    assert permissions.grammar(configfile.loads(BARE)).rules == Rules()


NO_KEY = f"loader: {FILES}\nsecurity: {{keys: [short]"


@table(
    ("text", "places"),
    [
        ("presets: {card: qality:70}", ["security", "loader", "presets.card"]),
        (f"{NO_KEY}, formats: [bmp]}}", ["security.keys[0].key", "security.formats[0]"]),
        (f"{NO_KEY}}}\nupload: {{enabled: true, methods: []}}", ["security.keys[0].key", "upload.methods"]),
        (f"{NO_KEY}, operations: {{deny: [flop, flopp]}}, sizes: 5}}", 3),
        (BARE + "limits: {frames: x, arguments: {blur.sgma: 3}}", ["limits.frames", "limits.arguments.blur.sgma"]),
        (BARE + "limits: {source_bytes: x}\nupload: {enabled: true, max_bytes: 1GiB}", ["limits.source_bytes"]),
        (BARE + "presets: {a: 5, b: preset:a, c: blur:x}", ["presets.a", "presets.c"]),
        (BARE + "presets: {a: mine, c: blur:x}\noperations: [no.thing]", ["operations[0]", "presets.c"]),
        (BARE + "limits: {arguments: {mine.x: 3, nodot: 3}}\noperations: [no.thing]", 2),
        (BARE + "result_storage: {use: no.thing}\nherd: {lock: 2s}\nthumbor: {errors: x}", 2),
        (BARE + "detector: {}\nthumbor: {uploads: true}\nengine: 5", ["engine", "detector.use", "thumbor.uploads"]),
        (BARE + "presets: {5: flip}\nherd: {lock: 2s}", ["presets.[key]", "herd.lock"]),
        ("loader: {use: no.thing}\nupload: {enabled: true, methods: []}\nsecurity: {allow_unsigned: true}", 3),
    ],
)
def test_what_is_wrong_hides_nothing_but_what_follows_from_it(text: str, places: list[str] | int) -> None:
    found = [line.split(": ")[1] for line in problems(text)]
    assert (len(found) if isinstance(places, int) else found) == places, found


def test_all_mistakes_at_once_in_the_order_of_the_sections() -> None:
    assert len(problems("server: {port: x, prot: 1}\nloader: {use: a.b}\nlimits: {queue: x}\ncache: []\n")) == 6


def test_place_of_one_plugin_and_of_one_in_a_list() -> None:
    one, many = "{use: fitter.storages.files.FileStorage}", "[{use: fitter.storages.files.FileStorage}]"
    assert problems(BARE + f"storage: {one}")[0].startswith("3: storage.root: is required")
    assert problems(BARE + f"storage: {many}")[0].startswith("3: storage[0].root: is required")


@pytest.mark.parametrize(
    "security",
    [
        "{keys: [hidden]}",
        "{keys: hidden words}",
        "{keys: {first: hidden words}}",
        "{keys: [[hidden words]]}",
        "{keys: [{key: [hidden words]}]}",
        "{keys: [{kez: hidden words}]}",
        "{keys: [{key: hidden words, algorithm: md5}]}",
        "hidden words",
        "[hidden words]",
    ],
)
def test_secret_in_a_wrong_place_is_not_shown(security: str) -> None:
    found = problems(f"loader: {FILES}\nsecurity: {security}\n")
    assert found[0].startswith("2: security")
    assert "hidden" not in "".join(found)


@pytest.mark.parametrize("key", ["", "short", "changeme", "mysecret", "MY_SECURE_KEY", "password"])
def test_weak_key(key: str) -> None:
    assert "must have at least 8 characters" in problems(f"loader: {FILES}\nsecurity: {{keys: ['{key}']}}")[0]


@table(
    ("key", "words"),
    [
        ("12345678901234567890", "[0]: must be text in quotes, or a section with key, algorithm, length"),
        ("{key: 12345678901234567890}", "[0].key: must be text; in quotes it is text"),
    ],
)
def test_key_without_quotes(key: str, words: str) -> None:
    assert problems(f"loader: {FILES}\nsecurity: {{keys: [{key}]}}") == [f"2: security.keys{words}"]


def test_no_key_is_an_error_unless_unsigned_urls_are_wanted() -> None:
    for text in ("", "security: {}\n", "security: {keys: []}\n", "security: {allow_unsigned: false}\n"):
        assert "needs a key to sign URLs with" in problems(text + f"loader: {FILES}\n")[0]
    assert configfile.loads(f"security: {{allow_unsigned: true}}\nloader: {FILES}\n").signing_keys == []


def test_secrets_do_not_show_in_the_settings() -> None:
    settings = configfile.loads(BARE)
    assert KEY not in repr(settings) + str(settings.model_dump()) + settings.model_dump_json()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${FITTER_A}", "b c"),
        ("x${FITTER_A}y${FITTER_A}", "xb cyb c"),
        ("$${FITTER_A}", "${FITTER_A}"),
        ("$$", "$"),
        ("a$b", "a$b"),
        ("${}", "${}"),
        ("${FITTER_EMPTY}x", "x"),
        ("${FITTER_SELF}", "${FITTER_A}"),  # filled once
    ],
)
def test_environment(monkeypatch: pytest.MonkeyPatch, text: str, value: str) -> None:
    monkeypatch.setenv("FITTER_A", "b c")
    monkeypatch.setenv("FITTER_EMPTY", "")
    monkeypatch.setenv("FITTER_SELF", "${FITTER_A}")
    assert configfile.loads(BARE + f"server: {{address: '{text}'}}").server.address == value


def test_environment_is_filled_into_plugins_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FITTER_A", "64MiB")
    text = "result_storage: [{use: fitter.storages.memory.MemoryStorage, bytes: '${FITTER_A}'}]"
    assert configfile.loads(BARE + text).result_storage[0].options == {"bytes": "64MiB"}
    assert problems(BARE + text.replace("_A", "_B")) == [
        "3: result_storage[0].bytes: the environment variable FITTER_B is not set"
    ]


def test_option_that_comes_from_a_setting() -> None:
    path = "fitter.loaders.http.HttpLoader"
    model = resolve.dotted(path).Options
    inherited = {
        name: mark.setting for name, f in model.model_fields.items() for mark in f.metadata if hasattr(mark, "setting")
    }
    assert inherited == {"source_bytes": "limits.source_bytes"}
    settings = configfile.loads(BARE + "limits: {source_bytes: 5MiB}")
    seen: list[str] = []
    resolve.plugin(path, {"hosts": ["a.example"]}, Loader, lambda name: seen.append(name) or settings.value(name))
    assert seen == ["limits.source_bytes"]


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 10)}]\n" for n in range(12)
)


@table(
    ("text", "words"),
    [
        ("server: [", "1: this is no YAML"),
        ("a: b: c", "1: this is no YAML"),
        ("\tserver: 1", "1: this is no YAML"),
        ("server: *nowhere", "1: this is no YAML"),
        ("a: 1\n---\nb: 2", "2: this is no YAML"),
        ("!!python/object/apply:os.system ['true']", "1: this is no YAML"),
        ("a: !!python/name:os.system", "1: this is no YAML"),
        ("\x00", "this is no YAML"),
        ("just words", "1: the settings are no table"),
        ("- 1", "1: the settings are no table"),
        ("1: 2", "1: the settings are no table"),
        ("? [a, b]\n: 1", "this is no YAML"),
        ("a: &a [*a]", "this is no YAML"),
        ("a: " + "[" * 1200, "this is no YAML"),
        ("a: " + "9" * 5000, "this is no YAML"),
        (BOMB, "this is no YAML: more than 10000 entries"),
    ],
    ids=range(16),
)
def test_text_that_is_no_configuration(text: str, words: str) -> None:
    found = problems(text)
    assert len(found) == 1
    assert words in found[0]
    assert "\n" not in found[0]


@table("number", ["9" * 400, "'" + "9" * 400 + "'", ".inf", "-.inf", ".nan", "1e400", "'1e400'"])
@table("name", ["limits.source_pixels", "limits.source_bytes", "limits.queue", "engine.deadline"])
def test_numbers_out_of_this_world(name: str, number: str) -> None:
    section, _, setting = name.partition(".")
    text = BARE + f"{section}: {{{setting}: {number}}}"
    if name in ("limits.source_pixels", "limits.source_bytes") and number == "9" * 400:
        assert configfile.loads(text).value(name) == int(number)  # as good as no limit
    else:
        assert problems(text)[0].startswith(f"3: {name}: must be ")


def test_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "c").write_bytes(b"\xff\xfe\x00")
    for file, why in ((tmp_path / "c", "it is not UTF-8"), (tmp_path, "Is a directory")):
        with pytest.raises(ConfigError) as refused:
            configfile.load(file)
        assert refused.value.lines == [f"{file}: cannot be read: {why}"]


TOKENS = "tokens: [sixteen characters]"
UPLOADING = [
    (
        "enabled: true",
        "loader: {use: fitter.loaders.http.HttpLoader, hosts: [a.example]}",
        "upload.to: needs a storage",
    ),
    (f"enabled: true, to: storage, {TOKENS}", f"loader: {FILES}", "upload.to: must be one of loader[0]"),
    ("enabled: true", f"loader: {FILES}\nstorage: {FILES}", "upload.to: must be one of loader[0], storage[0], and say"),
    ("enabled: true, to: cellar", f"loader: {FILES}", "upload.to: "),
    (
        "enabled: true, tokens: [short]",
        f"loader: {FILES}",
        "upload.tokens[0]: must be text of at least 16",
    ),
    ("enabled: true, max_bytes: 1GiB", f"loader: {FILES}", "upload.max_bytes: must be at most limits.source_bytes"),
    ("enabled: true, prefix: ../", f"loader: {FILES}", "upload.prefix: must be folders, each with a slash behind it"),
    ("enabled: true, to: result_storage", f"loader: {FILES}", "upload.to: must be loader, storage, or one of them"),
    ("enabled: true, methods: []", f"loader: {FILES}", "upload.methods: must name POST, PUT or DELETE"),
    ("enabled: true, folder: /nowhere/at/all", f"loader: {FILES}", "upload.folder: must be a folder that can be"),
    ("enabled: true, prefix: secret/", f"loader: {FILES}", "upload.prefix: is blocked by security.blocked_sources"),
    ("enabled: false", f"loader: {FILES}\nthumbor: {{uploads: true}}", "thumbor.uploads: needs upload.enabled: true"),
]


def test_what_would_do_nothing_is_said() -> None:
    assert problems(f"{BARE}herd: {{lock: 2s}}\nresult_storage: {FILES}") == [
        "3: herd.lock: needs a result storage with locks, such as fitter.storages.redis.RedisStorage"
    ]
    (queue,) = problems(f"{BARE}queue: {FILES}")
    assert "fitter.storages.files.FileStorage is no queue, its put takes other arguments" in queue


def test_uploads_have_one_place_and_somebody_who_may() -> None:
    key = f"security: {{keys: ['{KEY}'], blocked_sources: [secret/*]}}\n"
    told = [(" ".join(problems(f"{key}{rest}\nupload: {{{upload}}}")), words) for upload, rest, words in UPLOADING]
    assert [line for line, words in told if words not in line] == []
    everybody = f"security: {{allow_unsigned: true}}\nloader: {FILES}\n"
    assert "needs somebody who may upload" in problems(f"{everybody}upload: {{enabled: true}}")[0]
    for how in ("allow_unsigned: true", TOKENS, f"to: 'loader[0]', {TOKENS}"):
        assert configfile.loads(f"{everybody}upload: {{enabled: true, {how}}}").upload.enabled


@table(
    ("address", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),  # noqa: S104  nothing is bound
        ("::", "http://[::1]:80"),
        ("fd00::1", "http://[fd00::1]:80"),
        ("localhost", "http://localhost:80"),
    ],
)
def test_where_a_server_is_reached(address: str, url: str) -> None:
    assert Server(address=address, port=80).url() == url
