"""The client and the command for uploads, on a real server."""

from __future__ import annotations

import io
import socket
import threading
import traceback
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fitter.cli import main
from fitter.client import Client, NotReached, Refused
from tests.pictures import encoded, quarters, see
from tests.server import KEY, Server
from tests.web.stage import Stage

TOKEN = "a token for tests, long enough"
SETTINGS: dict[str, Any] = {
    "security": {"keys": [KEY]},
    "upload": {"enabled": True, "tokens": [TOKEN], "max_bytes": 1 << 20},
    "sources": {"max_age": "1h"},
}
PNG, OTHER = encoded(quarters(), ".png"), encoded(quarters(80, 120), ".png")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("client"), SETTINGS)


@pytest.fixture(scope="module")
def server(stage: Stage) -> Iterator[Server]:
    with stage.server() as server:
        yield server


@pytest.fixture(params=["signed", "token"])
def client(server: Server, request: pytest.FixtureRequest) -> Client:
    token = TOKEN if request.param == "token" else ""
    return Client(f"http://127.0.0.1:{server.port}", KEY, token=token, timeout=20)


def size(client: Client, source: str, operations: str = "") -> str:
    url = client.url(source, operations)
    (warmed,) = client.warm([url])
    assert (warmed.url, warmed.ok) == (url, True), warmed
    import requests

    return see(requests.get(url, timeout=20).content).size


def test_upload_replace_and_delete(client: Client, tmp_path: Path) -> None:
    file = tmp_path / "my beach.png"
    file.write_bytes(PNG)
    first = client.upload(file)
    assert (first.key.rpartition("/")[2], first.type, first.size) == ("my-beach.png", "image/png", len(PNG))
    assert size(client, first.key, "60x") == "60x40"
    for body in (OTHER, io.BytesIO(OTHER), file):
        again = client.upload(body, "60x40/é é.png")
        assert again.key == "60x40/é é.png"
    assert size(client, "60x40/é é.png", "60x") == "60x40"
    assert client.upload(OTHER, name="käse.png").key.endswith("/käse.png")
    client.delete("60x40/é é.png")
    with pytest.raises(Refused) as refused:
        client.delete("60x40/é é.png")
    assert (refused.value.status, refused.value.code) == (404, "source_not_found")


def test_what_is_refused(client: Client, server: Server, stage: Stage) -> None:
    for body, code in ((b"<html>", "unsupported_image"), (b"a" * (3 << 20), "source_too_large")):
        with pytest.raises(Refused) as refused:
            client.upload(body)
        assert refused.value.code == code
        assert refused.value.detail in str(refused.value)
    nobody = Client(f"http://127.0.0.1:{server.port}", "another key, also long", token="")
    for ask in (lambda: nobody.upload(PNG), lambda: nobody.purge("a.png")):
        with pytest.raises(Refused, match="does not belong"):
            ask()
    with pytest.raises(FileNotFoundError):
        client.upload(stage.folder / "nothing.png")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        closed_too = Client(f"http://127.0.0.1:{closed.getsockname()[1]}", KEY, timeout=5)
        for ask in (lambda: closed_too.upload(PNG), lambda: closed_too.purge("a.png")):
            with pytest.raises(NotReached, match="Connection refused") as failed:
                ask()
            told = "".join(traceback.format_exception(failed.value))
            assert "signature=" not in told
            assert closed_too.purge_url("a.png").split("/")[3] not in told
    with pytest.raises(NotReached, match="does not answer"):
        Client("http://a..b", KEY).upload(PNG)


def test_purge_and_warm(client: Client, stage: Stage) -> None:
    file = stage.folder / "images" / "changing.png"
    file.write_bytes(PNG)
    client.purge("changing.png")
    assert size(client, "changing.png", "60x") == "60x40"
    file.write_bytes(OTHER)
    client.purge("changing.png")
    assert size(client, "changing.png", "60x") == "60x90"
    urls = [client.url("changing.png", f"{width}x") for width in range(20, 30)] + [client.url("none.png")]
    warmed = {one.url: one for one in client.warm(iter(urls), jobs=3)}
    assert set(warmed) == set(urls)
    assert [url for url in urls if not warmed[url].ok] == urls[-1:]
    assert (warmed[urls[-1]].status, warmed[urls[-1]].problem) == (404, "There is no source of this name.")
    assert min(one.bytes for one in warmed.values()) > 0
    assert [one.status for one in client.warm(["http://127.0.0.1:1/", "http://a..b/"])] == [0, 0]
    (instead,) = client.warm([client.url("none.png", "fallback:changing.png")])
    assert (instead.ok, instead.status) == (False, 200)
    assert instead.problem == "Another picture is shown in its place (source_not_found)."


class Proxy(BaseHTTPRequestHandler):
    """Stands where fitter should: it leads to https, or greets."""

    def do_DELETE(self) -> None:
        self.send_response(301)
        self.send_header("Location", f"https://img.example.com{self.path}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"hi")

    def log_message(self, *_: object) -> None:
        pass


def test_what_is_no_answer_of_fitter_is_no_success() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as proxy:
        threading.Thread(target=proxy.serve_forever, args=(0.01,), daemon=True).start()
        client = Client(f"http://127.0.0.1:{proxy.server_port}", KEY, timeout=20)
        for ask in (lambda: client.purge("a.png"), lambda: client.delete("a.png")):
            with pytest.raises(Refused, match=r"301 It is redirected to https://img\.example\.com; name"):
                ask()
        with pytest.raises(Refused, match="no answer of fitter's"):
            client.upload(PNG)
        proxy.shutdown()


def test_the_command(server: Server, stage: Stage, tmp_path: Path) -> None:
    def run(*arguments: str) -> Result:
        common = ["upload", "--config", str(stage.folder / "fitter.conf")]
        return CliRunner().invoke(main, [*common, "--server", f"127.0.0.1:{server.port}", *arguments])

    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    good.write_bytes(PNG)
    bad.write_bytes(b"<html>")
    done = run(str(good), str(bad), str(good))
    assert (done.exit_code, len(done.stdout.split())) == (1, 2)
    assert done.stderr.startswith(f"Error: {bad}: 415 The source is not a picture")
    assert run("nope.png").stderr == "Error: nope.png: cannot be read: No such file or directory\n"
    assert run("--key", "by/hand.png", str(good)).stdout == "by/hand.png\n"
    assert server.get("60x40", "by/hand.png").status == 200
    import requests

    printed = run("--print", "--key", "by/hand.png").stdout.strip()
    assert requests.put(printed, data=OTHER, timeout=20).status_code == 200
    assert requests.post(run("--print").stdout.strip(), data=PNG, timeout=20).status_code == 201
    bare = tmp_path / "bare.conf"
    bare.write_text(
        "security: {allow_unsigned: true}\nloader: {use: fitter.storages.files.FileStorage, root: images}\n"
        f"upload: {{enabled: true, tokens: ['{TOKEN}']}}\n"
    )
    assert run("--config", str(bare), "--key", "by/token.png", str(good)).stdout == "by/token.png\n"
    assert "no key to sign" in run("--config", str(bare), "--print").stderr
    assert run("--delete", "by/hand.png").exit_code == 0
    assert server.get("60x40", "by/hand.png").status == 404
    good_and_key = ("--delete", "--key", "x", "by/hand.png")
    for words in ((), ("--print", "--delete"), ("--print", str(good)), good_and_key, ("--print", "--seconds", "0")):
        assert run(*words).exit_code == 2, words
