"""The function answers recorded events, in AWS's own client, with sources and results in a real S3."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lambda_events import balancer, function_url, http_api
from lambda_relay import Relay
from lambda_runtime import MOST, Function, RuntimeAPI

from fitter.settings.configfile import load
from fitter.url.query import signed
from fitter.url.signature import PURGE, Key, Signer
from tests import pictures
from tests.material import ROOT
from tests.s3 import ACCESS_KEY, REGION, SECRET_KEY, S3Server, fetch

KEY = "a key for tests, long enough"
CONFIG = """
security: {{keys: ["${{FITTER_KEY}}"]}}
loader: {{use: fitter.storages.s3.S3Storage, bucket: pictures, prefix: lambda, serves: given, endpoint: "{endpoint}"}}
result_storage: {{use: fitter.storages.s3.S3Storage, bucket: others, prefix: lambda, serves: kept, patience: 10s,
  endpoint: "{endpoint}"}}
cache: {{server_timing: true}}
"""
ODD = "a b/ü&(1).jpg"  # the name of a source; every front spells it in its own way
signer = Signer([Key(KEY.encode())])


@pytest.fixture(scope="module")
def api() -> Iterator[RuntimeAPI]:
    with RuntimeAPI() as api:
        yield api


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with S3Server(tmp_path_factory.mktemp("s3")) as server:
        for bucket in ("pictures", "others"):
            server.make(bucket)
        yield server


@pytest.fixture(scope="module")
def relay(s3: S3Server) -> Iterator[Relay]:
    with Relay(s3.port) as relay:
        yield relay


@pytest.fixture(scope="module")
def function(
    s3: S3Server, relay: Relay, api: RuntimeAPI, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Function]:
    quarters = pictures.encoded(pictures.quarters(), ".jpg", Q=95)
    sources = {
        "quarters.jpg": quarters,
        "a%20b/%C3%BC%26%281%29.jpg": quarters,
        "noise.png": pictures.noise(2300, 2300),
    }
    for name, body in sources.items():
        assert s3.ask("PUT", f"/pictures/lambda/{name}", body).status == 200
    keys = {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY, "AWS_REGION": REGION}
    folder, config = tmp_path_factory.mktemp("function"), CONFIG.format(endpoint=relay.endpoint)
    with Function(api, folder, config, FITTER_KEY=KEY, **keys) as function:
        yield function


def body(answer: dict[str, Any]) -> bytes:
    return base64.b64decode(answer["body"]) if answer["isBase64Encoded"] else answer["body"].encode()


def problem(answer: dict[str, Any]) -> dict[str, Any]:
    assert answer["headers"]["Content-Type"] == "application/problem+json", answer
    assert not answer["isBase64Encoded"], "problems can be read in the console"
    return dict(json.loads(answer["body"]))


def test_a_recorded_event(s3: S3Server, api: RuntimeAPI, function: Function) -> None:
    event = function_url(signer.sign("60x40/quarters.jpg"))
    first = api.invoke(event)
    assert (first["statusCode"], first["isBase64Encoded"]) == (200, True), first
    headers = first["headers"]
    assert (headers["Content-Type"], headers["X-Cache"]) == ("image/jpeg", "MISS")
    assert headers["X-Request-Id"].startswith("8476a536-"), "it is found in the log by Lambda's own number"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "transform" in headers["Server-Timing"]
    seen = pictures.see(body(first))
    assert (seen.width, seen.height) == (60, 40)
    assert s3.names("others", "lambda/"), "nothing goes on behind the answer"

    again = api.invoke(function_url(event["rawPath"], x_request_id="mine"))
    assert (again["headers"]["X-Cache"], again["headers"]["X-Request-Id"]) == ("HIT", "mine")
    assert body(again) == body(first)

    head = api.invoke(function_url(event["rawPath"], method="HEAD"))
    assert (head["statusCode"], head["body"]) == (200, "")
    assert head["headers"]["Content-Length"] == str(len(body(first)))
    unchanged = api.invoke(function_url(event["rawPath"], if_none_match=headers["ETag"]))
    assert (unchanged["statusCode"], unchanged["body"], unchanged["isBase64Encoded"]) == (304, "", False)
    part = api.invoke(function_url(event["rawPath"], range="bytes=0-9"))
    assert (part["statusCode"], body(part)) == (206, body(first)[:10])
    webp = api.invoke(function_url(event["rawPath"], accept="image/webp"))
    assert (webp["headers"]["Content-Type"], webp["headers"]["Vary"]) == ("image/webp", "Accept")

    line = next(line for line in function.lines if line["logger"] == "fitter.access")
    assert (line["id"], line["status"], line["plan"]) == (headers["X-Request-Id"], 200, "60x40/quarters.jpg")


def test_what_is_refused(api: RuntimeAPI, function: Function) -> None:
    forged = api.invoke(function_url("/" + "A" * 43 + "/60x40/quarters.jpg"))
    assert (forged["statusCode"], problem(forged)["code"]) == (403, "bad_signature")
    missing = api.invoke(function_url(signer.sign("60x40/nothing.jpg")))
    assert (missing["statusCode"], problem(missing)["code"]) == (404, "source_not_found")
    assert "s-maxage" in missing["headers"]["Cache-Control"]
    other = api.invoke(function_url("/60x40/quarters.jpg", method="POST"))
    assert (other["statusCode"], other["headers"]["Allow"]) == (405, "GET, HEAD, DELETE, PURGE, OPTIONS")
    preflight = api.invoke(function_url("/60x40/quarters.jpg", method="OPTIONS", origin="https://example.com"))
    assert (preflight["statusCode"], preflight["headers"]["Access-Control-Allow-Methods"]) == (204, "GET, HEAD")
    strange = api.invoke({"source": "aws.events", "detail-type": "Scheduled Event"}, place="error")
    assert (strange["errorType"], "function URL" in strange["errorMessage"]) == ("UnknownEvent", True)


def test_actions(api: RuntimeAPI, function: Function) -> None:
    def asked(action: str, width: int = 45) -> dict[str, Any]:
        pairs = {"mode": "resize", "path": "quarters.jpg", "width": str(width), "height": "30"}
        path, _, query = signed(action, pairs.items(), signer).partition("?")
        return dict(api.invoke(function_url(path, query)))

    facts = json.loads(asked("get")["body"])
    assert (facts["width"], facts["height"]) == (45, 30)
    shown = api.invoke(function_url(facts["url"]))
    assert (shown["statusCode"], shown["headers"]["X-Cache"]) == (200, "HIT")
    redirected = asked("redirect")
    assert redirected["statusCode"] == 302
    assert fetch(redirected["headers"]["Location"]).body == body(shown)
    later = asked("show", 46)
    assert later["statusCode"] == 202
    assert json.loads(asked("show", 46)["body"])["width"] == 46, "what the queue takes is done before the answer"


def test_a_purge(s3: S3Server, api: RuntimeAPI, function: Function) -> None:
    path = signer.sign("60x40/gone.jpg")
    assert s3.ask("PUT", "/pictures/lambda/gone.jpg", pictures.encoded(pictures.stripes(), ".jpg")).status == 200
    assert [api.invoke(function_url(path))["headers"]["X-Cache"] for _ in range(2)] == ["MISS", "HIT"]
    purged = api.invoke(function_url(signer.sign("gone.jpg", PURGE), method="DELETE"))
    assert (purged["statusCode"], purged["body"]) == (204, "")
    assert api.invoke(function_url(path))["headers"]["X-Cache"] == "MISS"


def test_paths_as_the_fronts_give_them(api: RuntimeAPI, function: Function) -> None:
    """Signed as fitter spells it, a path comes through all fronts; in another spelling, or b64:, not through all."""
    spelt = signer.sign("60x40/a%20b/%C3%BC&(1).jpg")
    strange = signer.sign("60x40/a%20b/%c3%bc%26(1).jpg")
    hidden = signer.sign("60x40/b64:" + base64.urlsafe_b64encode(ODD.encode()).decode().rstrip("="))
    decoded, undone = spelt.replace("a%20b/%C3%BC", "a b/ü"), strange.replace("a%20b/%c3%bc%26", "a b/ü&")
    rows = {
        "function URL": (function_url(spelt), 200),
        "function URL, other spelling": (function_url(strange), 200),
        "function URL, b64": (function_url(hidden), 200),
        "HTTP API": (http_api(decoded), 200),
        "HTTP API, stage": (http_api(decoded, stage="v1"), 200),
        "HTTP API, other spelling": (http_api(undone), 403),
        "HTTP API, b64": (http_api(hidden), 200),
        "load balancer": (balancer(spelt, {}), 200),
        "load balancer, other spelling": (balancer(strange, {}), 200),
        "load balancer, lists": (balancer(strange, {"v": "1"}, several=True), 200),
    }
    found = {name: api.invoke(event)["statusCode"] for name, (event, _) in rows.items()}
    assert found == {name: status for name, (_, status) in rows.items()}


def test_a_load_balancer_is_answered_in_its_form(api: RuntimeAPI, function: Function) -> None:
    path = signer.sign("60x40/quarters.jpg")
    alone = api.invoke(balancer(path, {}, accept="image/webp"))
    assert (alone["statusDescription"], alone["headers"]["Content-Type"]) == ("200 OK", "image/webp")
    listed = api.invoke(balancer(path, {}, several=True, accept="image/webp"))
    assert "headers" not in listed
    assert listed["multiValueHeaders"]["Content-Type"] == ["image/webp"]
    assert body(listed) == body(alone)
    large = api.invoke(balancer(signer.sign("1200x/format:png/noise.png"), {}))
    assert large["statusCode"] == 302, "a megabyte is all that it takes"


def test_too_large_for_lambda(api: RuntimeAPI, function: Function) -> None:
    path = "2250x/format:png/noise.png"
    large = api.invoke(function_url(signer.sign(path)))
    assert (large["statusCode"], large["headers"]["Cache-Control"]) == (302, "no-store"), large["headers"]
    there = fetch(large["headers"]["Location"])
    assert (there.status, there.headers["Content-Type"]) == (200, "image/png")
    assert len(there.body) * 4 / 3 > MOST, "the test asks for too little"
    part = api.invoke(function_url(signer.sign(path), range="bytes=8-15"))
    assert (part["statusCode"], body(part)) == (206, there.body[8:16])
    saved = api.invoke(function_url(signer.sign(f"attachment:noise/{path}")))
    assert (saved["statusCode"], problem(saved)["code"]) == (422, "limit_exceeded")
    assert "at most 4706379 get through" in problem(saved)["detail"]


def test_it_is_stopped_between_events(relay: Relay, api: RuntimeAPI, function: Function) -> None:
    assert api.invoke(function_url(signer.sign("61x40/quarters.jpg")))["statusCode"] == 200
    function.freeze()
    try:
        assert relay.cut(), "no connection is kept"
        time.sleep(1.5)
    finally:
        function.thaw()
    kept = api.invoke(function_url(signer.sign("61x40/quarters.jpg")))
    assert (kept["statusCode"], kept["headers"]["X-Cache"]) == (200, "HIT")
    made = api.invoke(function_url(signer.sign("62x40/quarters.jpg")))
    assert (made["statusCode"], made["headers"]["X-Cache"]) == (200, "MISS")
    assert [line for line in function.lines if line["level"] in ("warning", "error")] == [], "something was cut off"


def test_the_time_of_an_event_is_a_deadline(api: RuntimeAPI, function: Function) -> None:
    late = api.invoke(function_url(signer.sign("63x40/quarters.jpg")), seconds=0)
    assert (late["statusCode"], problem(late)["status"]) == (504, 504)
    assert api.invoke(function_url(signer.sign("63x40/quarters.jpg")))["statusCode"] == 200


def test_the_configuration_of_the_image(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"FITTER_KEY": KEY, "FITTER_SOURCES": "originals", "FITTER_RESULTS": "results"}.items():
        monkeypatch.setenv(name, value)
    settings = load(ROOT / "plugins" / "fitter-lambda" / "fitter.conf")
    assert [plugin.options["bucket"] for plugin in (*settings.loader, *settings.result_storage)] == [
        "originals",
        "results",
    ]


def test_a_mistake_in_the_configuration(tmp_path: Path) -> None:
    config = 'security: {keys: ["${FITTER_KEY}"]}\nloader: {use: fitter.storages.s3.S3Storage, buckett: a}\nport: 1\n'
    with RuntimeAPI() as api, Function(api, tmp_path, config) as function:
        said = api.said()
        assert said.place == "init/error"
        assert said.body["errorType"] == "ConfigError"
        words = said.body["errorMessage"]
        assert [word for word in ("fitter.conf:1", "FITTER_KEY", "buckett", "port") if word not in words] == []
        assert function.wait() == 1
