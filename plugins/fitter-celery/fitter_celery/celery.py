"""Celery's side: ``celery -A fitter_celery worker`` finds the app here, and the task that does jobs.

The settings are those of the fronts, in the file that the variable FITTER_CONFIG names.
"""

from __future__ import annotations

import logging
import os
import random
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from celery import Celery, signals
from celery.concurrency.prefork import TaskPool as Forking

import fitter
from fitter import ConfigError, Job, Settings
from fitter_celery.message import TASK
from fitter_celery.queue import CeleryQueue
from fitter_celery.workplace import LONGEST_PAUSE, Workplace

_log = logging.getLogger("fitter.jobs")


def read(file: Path) -> tuple[Settings, CeleryQueue.Options]:
    """The settings, and the queue's; ends the process with a line for each thing that is wrong with them."""
    try:
        settings = fitter.load(file)
    except ConfigError as error:
        raise SystemExit("\n".join(error.lines)) from None
    use = "fitter_celery.CeleryQueue"
    plugin = next(iter(settings.queue), None)
    if plugin is None or plugin.use != use:
        raise SystemExit(f"{file}: queue: must be {{use: {use}, url: ...}} for Celery's workers to find jobs there")
    return settings, CeleryQueue.Options(**plugin.options)


def configuration(settings: Settings, options: CeleryQueue.Options) -> dict[str, Any]:
    """How Celery works here."""
    lost = options.lost(settings.engine.deadline)
    return {
        "broker_url": options.broker,
        "broker_use_ssl": options.tls or None,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,  # a broker that is gone comes back, however long that takes
        "broker_transport_options": {
            "visibility_timeout": lost,
            "unacked_restore_interval": min(10.0, lost / 2),
            "unacked_restore_throttle": 1,
            # Of its own: another app on this Redis has another patience.
            **{name: f"{options.queue}.{name}" for name in ("unacked_key", "unacked_index_key", "unacked_mutex_key")},
            "unacked_mutex_expire": 10,
        },
        "task_default_queue": options.queue,
        "task_ignore_result": True,
        "task_acks_late": True,  # who is killed in mid-task has not done it
        "task_reject_on_worker_lost": True,
        "task_time_limit": lost + 5,  # the studio's own deadlines come first
        "task_soft_time_limit": None,
        "worker_proc_alive_timeout": 60.0,  # a process that was forked has its studio first
        "worker_pool": "threads",  # one studio and its workers for all of them
        "worker_concurrency": settings.workers + 1,  # the next source is loaded while pictures are made
        "worker_prefetch_multiplier": 1,
        "worker_enable_remote_control": False,
        "worker_cancel_long_running_tasks_on_connection_loss": False,  # they are made, and another finds them made
        "worker_send_task_events": False,
        "accept_content": ["json"],
    }


settings, options = read(Path(os.environ.get("FITTER_CONFIG", "fitter.conf")))
app = Celery("fitter")
app.conf.update(configuration(settings, options))

_making = threading.Lock()
_places: dict[int, Workplace] = {}  # by process: what a parent has is of no use behind a fork


def place(settings: Settings = settings) -> Workplace:
    """The workplace of this process, made when it is first needed."""
    with _making:
        if os.getpid() not in _places:
            _places[os.getpid()] = Workplace(settings, options)
        return _places[os.getpid()]


@signals.worker_ready.connect
def begin(sender: Any, **_: object) -> None:
    """Begin, or end the process, as no job could be done in it."""
    try:
        place()
    except Exception as error:
        _log.critical("no picture can be made here: %s", error)
        raise SystemExit(1) from None
    if isinstance(sender.pool, Forking):
        end()  # those that it forks have their own; but if none can be had, they would take jobs and do none


@signals.worker_process_init.connect
def begin_forked(**_: object) -> None:
    """Begin where Celery forks (``--pool processes``): each of those does one job at a time, with one worker."""
    place(settings.model_copy(update={"engine": settings.engine.model_copy(update={"workers": 1})}))


@signals.worker_shutdown.connect
@signals.worker_process_shutdown.connect
def end(**_: object) -> None:
    """End with the process."""
    found = _places.pop(os.getpid(), None)
    if found is not None:
        found.close()


def _trouble(job: Job, last: bool) -> str:
    try:
        return place().do(job, last=last)
    except Exception as error:  # there is no studio in this process, for the moment or for ever; another may have one
        return repr(error)


@app.task(name=TASK, bind=True, max_retries=None)
def make(task: Any, message: Mapping[str, Any]) -> None:
    """Do a job; errors that may pass are tried again, after a pause that grows and differs."""
    try:
        job = Job.read(message)
    except ValueError:
        _log.exception("what is in the queue is no job")
        return
    tried = task.request.retries
    last = tried >= options.retries
    trouble = _trouble(job, last)
    if trouble and last:
        _log.warning("%s was given up: %s", job.path, trouble)
    elif trouble:
        _log.info("%s is tried again: %s", job.path, trouble)
        # A try that is to come is in a worker's hands; past lost_after another would have it too.
        longest = min(LONGEST_PAUSE, options.lost(settings.engine.deadline) / 2, options.pause * 2**tried)
        raise task.retry(countdown=random.uniform(longest / 2, longest))  # noqa: S311  no secret
