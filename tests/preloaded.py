"""What the fork server of ``tests.forked`` has imported before it forks, once for all servers and commands."""

from __future__ import annotations

import gc
import os
import pkgutil
from importlib import import_module

from fitter import cli
from fitter.operations import BUILTIN

# Workers that decode JPEG have it, and NumPy with it, which would start threads; those cannot be forked.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
import_module("simplejpeg")

for name in (
    *("fitter.app", "fitter.queues.local", "fitter.storages.files", "fitter.storages.memory", "fitter.workers.work"),
    *("tornado.platform.asyncio", "tests.mischief", "tests.offspring"),
    *(path.rpartition(".")[0] for path in BUILTIN),
    *(f"fitter.cli.{module.name}" for module in pkgutil.iter_modules(cli.__path__)),
):
    import_module(name)

# As each process does when it is ready: else its collector would look through all of this, and copy it by that.
gc.collect()
gc.freeze()
