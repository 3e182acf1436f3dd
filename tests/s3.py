"""A real S3 in a process of its own, on a free port of loopback: it verifies signatures.

JuiceFS's gateway, which is the front of MinIO over a folder. It reports its use to nobody here.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.ports import free_port
from tests.server import Reply

ACCESS_KEY, SECRET_KEY, REGION = "FITTERTESTKEY", "a secret for tests of S3", "us-east-1"
PROGRAM = Path(sys.executable).with_name("juicefs")
PATIENCE = 20.0


def fetch(url: str, method: str = "GET", body: bytes = b"", headers: dict[str, str] | None = None) -> Reply:
    request = urllib.request.Request(url, body or None, headers or {}, method=method)  # noqa: S310  only ours
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310  our own server
            return Reply(answer.status, dict(answer.headers), answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.status or 0, dict(error.headers), error.read())


class S3Server:
    """Use it as a context; it begins without buckets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.log = folder / "out"
        assert PROGRAM.exists(), f"{PROGRAM} is not there: pip install 'fitter[test]' brings it"
        meta = f"sqlite3://{folder}/meta.db?_journal=OFF&_sync=OFF&cache=shared"
        self._run(
            "format",
            "--no-agent",
            "--storage",
            "file",
            "--bucket",
            f"{folder}/data/",
            "--trash-days",
            "0",
            meta,
            "test",
        )
        self._gateway = [
            *("gateway", "--no-usage-report", "--no-agent", "--no-banner", "--no-bgjob", "--backup-meta", "0"),
            *("--multi-buckets", "--keep-etag", "--object-meta", "--metrics", "127.0.0.1:0"),
            *("--cache-dir", f"{folder}/cache", "--log", f"{folder}/log", meta, f"127.0.0.1:{self.port}"),
        ]

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def options(self) -> dict[str, Any]:
        """What a storage needs to know besides its bucket."""
        return {"endpoint": self.endpoint, "region": REGION, "access_key": ACCESS_KEY, "secret_key": SECRET_KEY}

    def make(self, bucket: str) -> None:
        """Make a bucket; a server that has just begun refuses that for a moment when the machine is busy."""
        end = time.monotonic() + PATIENCE
        while (reply := self.ask("PUT", f"/{bucket}")).status != 200:
            assert reply.status == 503, reply.body
            assert time.monotonic() < end, reply.body
            time.sleep(0.05)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Reply:
        """A signed request, past fitter's own client; underscores in names of headers are dashes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = AWSRequest(method, self.endpoint + path, named, body)
        S3SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION).add_auth(request)
        return fetch(self.endpoint + path, method, body, dict(request.headers.items()))

    def names(self, bucket: str, prefix: str = "") -> list[str]:
        """The objects that are there."""
        listed = self.ask("GET", f"/{bucket}?list-type=2&prefix={quote(prefix, safe='')}")
        assert listed.status == 200, listed
        return [
            name for name in re.findall("<Key>(.*?)</Key>", listed.body.decode()) if not name.endswith("/")
        ]  # those are folders

    def start(self) -> None:
        """Start it, and wait until it answers."""
        environment = {**os.environ, "MINIO_ROOT_USER": ACCESS_KEY, "MINIO_ROOT_PASSWORD": SECRET_KEY}
        environment |= {"GOMAXPROCS": "1", "GOGC": "800"}  # a tenth less work for the same answers
        with self.log.open("ab") as log:
            command = [str(PROGRAM), *self._gateway]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=self.folder)
        end = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.01)

    def _answers(self) -> bool:
        try:
            ready = fetch(f"{self.endpoint}/minio/health/ready").status == 200
            return ready and self.ask("GET", "/").status == 200  # else it may still answer 503 for a while
        except OSError:
            return False

    def stop(self) -> None:
        """End it, hanging or not."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def hang(self) -> None:
        """Take connections, but say nothing more."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def _run(self, *arguments: str) -> None:
        done = subprocess.run([str(PROGRAM), *arguments], capture_output=True, text=True, cwd=self.folder, check=False)
        assert done.returncode == 0, done.stderr

    def __enter__(self) -> S3Server:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
