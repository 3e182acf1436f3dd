"""The Runtime API of Lambda, and a function behind it in AWS's own Runtime Interface Client.

Where the machine lets us, the function finds what Lambda gives it: one folder to write to, and no ``/dev/shm``.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.material import ROOT

VERSION = "/2018-06-01/runtime"
MOST = 6_291_556  # bytes of a response
PATIENCE = 60.0
_CONFINED = """
mount --make-rprivate / && mount -t tmpfs -o ro none /dev/shm && mount -t tmpfs none "$TMPDIR" &&
mount -o remount,ro,bind / && exec "$@"
"""


@dataclass(frozen=True)
class Said:
    """What the client has posted."""

    place: str  # response, error, init/error
    number: str
    body: Any


class RuntimeAPI:
    """Gives events to whoever asks for the next, and takes what becomes of them. Use it as a context."""

    def __init__(self) -> None:
        self._events: queue.Queue[tuple[str, Any, float]] = queue.Queue()
        self._said: queue.Queue[Said] = queue.Queue()
        self._number = 0
        self.asked = threading.Event()  # for an event: its start is over
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                assert self.path == f"{VERSION}/invocation/next", self.path
                api.asked.set()
                number, event, seconds = api._events.get()
                arn = "arn:aws:lambda:us-west-2:123456789012:function:fitter"
                headers = {
                    "Lambda-Runtime-Aws-Request-Id": number,
                    "Lambda-Runtime-Deadline-Ms": str(int((time.time() + seconds) * 1000)),
                    "Lambda-Runtime-Invoked-Function-Arn": arn,
                    "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700",
                    "Content-Type": "application/json",
                }
                self._answer(200, json.dumps(event).encode(), headers)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                number, _, place = self.path.removeprefix(f"{VERSION}/invocation/").partition("/")
                if self.path == f"{VERSION}/init/error":
                    number, place = "", "init/error"
                large = len(body) > MOST
                api._said.put(Said("too large" if large else place, number, json.loads(body)))
                self._answer(413 if large else 202, b'{"status": "OK"}', {})

            def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    def invoke(self, event: Any, seconds: float = PATIENCE, place: str = "response") -> Any:
        """What the function returns, or what is said in another place."""
        self.asked.clear()
        self._number += 1
        number = f"8476a536-e9f4-11e8-9739-{self._number:012}"
        self._events.put((number, event, seconds))
        said = self.said()
        assert (said.place, said.number) == (place, number), said
        return said.body

    def said(self) -> Said:
        """The next that the client posts."""
        return self._said.get(timeout=PATIENCE)

    def __enter__(self) -> RuntimeAPI:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Function:
    """The client with the handler; use it as a context."""

    def __init__(self, api: RuntimeAPI, folder: Path, config: str, **environment: str) -> None:
        (folder / "fitter.conf").write_text(config)
        (folder / "tmp").mkdir()
        self._log = folder / "log"
        self._command = [sys.executable, "-m", "awslambdaric", "fitter_lambda.function.handler"]
        self._environment = {
            "PATH": os.environ["PATH"],
            "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", ""),
            "PYTHONPATH": f"{ROOT}:{ROOT}/plugins/fitter-lambda",
            "AWS_LAMBDA_RUNTIME_API": api.address,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",  # of which the worker gets what the front leaves
            "LAMBDA_TASK_ROOT": str(folder),
            "TMPDIR": str(folder / "tmp"),
            **environment,
        }

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What it has logged in JSON."""
        return [json.loads(line) for line in self._log.read_text().splitlines() if line.startswith("{")]

    def freeze(self) -> None:
        """Stop what it has started, as Lambda does between events.

        It stands still itself: AWS's client waits for the next event, and would take a signal for the end of that.
        """
        self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let all go on."""
        self._send(signal.SIGCONT)

    def wait(self) -> int:
        """Its return code."""
        return self.process.wait(PATIENCE)

    def _send(self, number: int) -> None:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        assert children, "it has no worker"
        for pid in children:
            os.kill(int(pid), number)

    def __enter__(self) -> Function:
        with self._log.open("wb") as log:
            command = [*_confined(), *self._command]
            self.process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)


@cache
def _confined() -> tuple[str, ...]:
    unshare = shutil.which("unshare")
    may = unshare and subprocess.run([unshare, "-m", "true"], capture_output=True, check=False).returncode == 0
    return (str(unshare), "-m", "sh", "-c", _CONFINED, "sh") if may else ()
