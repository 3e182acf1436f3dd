"""What a worker in the tests imports besides: it notes each job that it takes up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from celery import signals


@signals.task_prerun.connect
def note(args: list[Mapping[str, Any]], **_: object) -> None:
    with Path("seen").open("a") as file:
        file.write(json.dumps(args[0]) + "\n")
