"""A job as a message of Celery's protocol, version 2, in the envelope that it has on Redis.

Written here so that fronts need not load Celery, which costs each a second and some 30 MB, and so that one command can
look for the job, count those that wait, and put it in.
"""

from __future__ import annotations

import json
import time
import uuid
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

from fitter import Job

TASK = "fitter.make"
"""The task's name."""


def message(job: Job, queue: str, expires: float) -> str:
    """What a worker finds in the queue; expires are the seconds in which it must begin."""
    name, body = str(uuid.uuid4()), [[job.as_message()], {}, dict.fromkeys(("callbacks", "errbacks", "chain", "chord"))]
    headers: dict[str, Any] = {
        "lang": "py",
        "task": TASK,
        "id": name,
        "root_id": name,
        "parent_id": None,
        "group": None,
        "retries": 0,
        "eta": None,
        "expires": datetime.fromtimestamp(time.time() + expires, UTC).isoformat(),
        "timelimit": [None, None],
        "argsrepr": ascii(job.path),
        "kwargsrepr": "{}",
        "origin": "fitter",
        "ignore_result": True,
    }
    properties: dict[str, Any] = {
        "correlation_id": name,
        "reply_to": "",
        "delivery_mode": 2,
        "delivery_info": {"exchange": "", "routing_key": queue},
        "priority": 0,
        "body_encoding": "base64",
        "delivery_tag": str(uuid.uuid4()),
    }
    whole = {
        "body": b64encode(json.dumps(body).encode()).decode(),
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": headers,
        "properties": properties,
    }
    return json.dumps(whole)
