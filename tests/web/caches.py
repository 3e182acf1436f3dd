"""nginx and Varnish in front of a fitter, as docs/cdn.md says."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.material import ROOT
from tests.server import Reply, Server
from tests.web.stage import until

PAGE = (ROOT / "docs" / "cdn.md").read_text()
SECRET = "a secret of yours"
_TEMPORARY = "".join(f"{one}_temp_path .;\n" for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))


class Connection(http.client.HTTPConnection):
    """To a port of loopback, or to a socket that is a file."""

    def __init__(self, place: int | Path) -> None:
        super().__init__("localhost", timeout=60)
        self._place = place

    def connect(self) -> None:
        if isinstance(self._place, int):
            self.sock = socket.create_connection(("127.0.0.1", self._place), self.timeout)
        else:
            self.sock = socket.socket(socket.AF_UNIX)
            self.sock.settimeout(self.timeout)
            self.sock.connect(str(self._place))


class Cache:
    """One that runs."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], place: int | Path, file: Path) -> None:
        self.name, self.process, self.place, self.file = name, process, place, file

    def answers(self) -> bool:
        """Whether anybody listens; a socket's file is there before that."""
        with closing(Connection(self.place)) as connection, suppress(FileNotFoundError, ConnectionRefusedError):
            connection.connect()
            return True
        return False

    def request(self, path: str, method: str = "GET", **headers: str) -> Reply:
        """One request; underscores in names of headers are dashes."""
        connection = Connection(self.place)
        try:
            connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            answer = connection.getresponse()
            return Reply(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def status(self, reply: Reply) -> str:
        """How the cache came to its answer: nginx says it, Varnish names the request that filled a hit."""
        if self.name == "nginx":
            return reply.headers["X-Cache-Status"]
        return "HIT" if " " in reply.headers["X-Varnish"] else "MISS"


def recipe(language: str, begins: str, changes: Mapping[str, str]) -> str:
    """The configuration in docs/cdn.md, with the places of the test's own."""
    (text,) = re.findall(rf"```{language}\n({begins}.*?)```", PAGE, re.DOTALL)
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def program(name: str) -> str:
    """Where it is; tests/install puts it there."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        missing = f"{name} is not installed; tests/install does it"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    return found


@contextmanager
def nginx(fitter: Server, folder: Path) -> Iterator[Cache]:
    """nginx before that fitter."""
    with _nginx("proxy_cache_path", fitter, folder, {"/var/cache/nginx/fitter": f"{folder}/kept"}) as cache:
        yield cache


@contextmanager
def sender(fitter: Server, folder: Path, results: Path) -> Iterator[Cache]:
    """nginx before that fitter, which sends by itself what is kept in a folder."""
    with _nginx("upstream fitter", fitter, folder, {"alias /srv/results": f"alias {results}"}) as cache:
        yield cache


@contextmanager
def _nginx(begins: str, fitter: Server, folder: Path, places: Mapping[str, str]) -> Iterator[Cache]:
    file, place = folder / "nginx.conf", folder / "nginx.sock"
    changes = {**places, "127.0.0.1:6001": f"127.0.0.1:{fitter.port}", "listen 80;": f"listen unix:{place};"}
    text = recipe("nginx", begins, changes)
    user = "user root;" if os.geteuid() == 0 else ""
    head = f"daemon off; pid nginx.pid; worker_processes 1; error_log stderr; {user} events {{}}\n"
    file.write_text(f"{head} http {{ access_log off; {_TEMPORARY} {text} }}")
    command = [program("nginx"), "-p", str(folder), "-e", "stderr", "-c", str(file)]
    with running(command, folder) as process:
        cache = Cache("nginx", process, place, file)
        until(lambda: cache.answers() or process.poll() is not None)
        assert process.poll() is None, (folder / "log").read_text()
        yield cache


@contextmanager
def varnish(fitter: Server, folder: Path) -> Iterator[Cache]:
    """Varnish before that fitter."""
    file, own = folder / "default.vcl", folder / "varnish"
    file.write_text(recipe("vcl", "vcl 4.1", {'"6001"': f'"{fitter.port}"'}))
    small = ["-s", "malloc,16m", "-p", "thread_pools=1", "-p", "thread_pool_min=10"]
    command = [program("varnishd"), "-F", "-j", "none", "-n", str(own), "-a", "127.0.0.1:0", "-f", str(file), *small]
    with running(command, folder) as process:
        ask = [program("varnishadm"), "-n", str(own), "debug.listen_address"]
        said: list[str] = []

        def listens() -> bool:
            done = subprocess.run(ask, capture_output=True, text=True, check=False)
            said[:] = re.findall(r"127\.0\.0\.1 ([1-9][0-9]*)", done.stdout)
            return bool(said) or process.poll() is not None

        until(listens)
        assert said, (folder / "log").read_text()
        yield Cache("varnish", process, int(said[0]), file)


@contextmanager
def running(command: list[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is ended, and its words in ``log``."""
    with (folder / "log").open("wb") as log, subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
