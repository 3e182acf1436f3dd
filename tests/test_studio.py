"""Jobs are done without a server: by the same flow, once, and kept where a server finds them."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from pathlib import Path

import pytest

from fitter.abilities import Announcing
from fitter.answering import Answering
from fitter.errors import Expired, FitterError, SourceNotAllowed, SourceNotFound
from fitter.flow.request import Request
from fitter.flow.trace import Trace
from fitter.jobs import Job
from fitter.settings.configfile import loads
from fitter.studio import Studio
from fitter.wishes import NONE, Wishes
from tests import pictures
from tests.server import KEY

TEXT = """
security: {{keys: ["{key}"], only_presets: true, blocked_sources: [secret*]}}
presets: {{small: 60x40, png: "60x40/format:png"}}
loader: {{use: fitter.storages.files.FileStorage, root: "{folder}/images"}}
result_storage:
  - {{use: fitter.storages.files.FileStorage, root: "{folder}/results"}}
  - {{use: tests.mischief.LateStorage, root: "{folder}"}}
engine: {{workers: 1}}
fallback: {{source: quarters.jpg}}
"""


def job(studio: Studio, path: str, wishes: Wishes = NONE) -> Job:
    """As a front makes it, and as it comes out of a message."""
    plan = studio.grammar.parse(path)
    text = studio.grammar.write(plan)
    made = Job(text, plan.key(studio.flow.context, wishes.text), wishes)
    return Job.read(json.loads(json.dumps(made.as_message())))


async def refused(studio: Studio, one: Job) -> FitterError:
    with pytest.raises(FitterError) as error:
        await studio.do(one)
    return error.value


def test_jobs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pictures.paint(tmp_path / "images")
    settings = loads(TEXT.format(key=KEY, folder=tmp_path))

    async def scene() -> None:
        async with Answering(settings) as answering:
            studio = answering.studio
            small = job(studio, "preset:small/quarters.jpg", Wishes(("webp",)))
            assert small.path == "60x40/quarters.jpg", "a preset is read once, by who knows it"
            assert await studio.do(small)
            jobs = studio.pool.stats().jobs
            assert await studio.do(small)
            assert studio.pool.stats().jobs == jobs, "it is there"
            target = studio.signer.sign("preset:small/quarters.jpg")
            answer = await studio.flow(target, {"Accept": "image/webp"}, trace := Trace())
            assert (trace.cache, answer.blob and answer.blob.media_type) == ("hit", "image/webp")
            gone = await refused(studio, job(studio, "preset:small/nothing.jpg"))
            assert isinstance(gone, SourceNotFound), "though a fallback was made"
            assert gone.status < 500, "it need not be tried again"
            late = job(studio, f"expires:{int(time.time()) - 5}/quarters.jpg")
            assert isinstance(await refused(studio, late), Expired)
            assert isinstance(await refused(studio, job(studio, "secret.jpg")), SourceNotAllowed)
            assert not caplog.messages
            assert await studio.do(Job("60x40/quarters.jpg", "of other settings"))
            assert "a job comes from other settings" in caplog.text
            target = studio.signer.sign("preset:png/quarters.jpg")
            response = await answering(Request("GET", f"/{target.lstrip('/')}", {}))
            assert response.status == 200
            assert not (tmp_path / "late").exists()
        assert (tmp_path / "late").exists(), "it ends when all is kept"

    with caplog.at_level(logging.WARNING, "fitter.jobs"):
        asyncio.run(scene())


def test_a_storage_that_has_uploads_too_can_all_that_it_can() -> None:
    use = "{use: fitter.storages.redis.RedisStorage, url: 'redis://127.0.0.1:1'}"
    loader = "{use: fitter.storages.files.FileStorage, root: images}"
    text = f"security: {{keys: ['{KEY}']}}\nloader: {loader}\nstorage: {use}\nupload: {{enabled: true, to: storage}}"
    (tier,) = Studio(loads(text)).flow.load.storages
    assert isinstance(tier.storage, Announcing)
    assert tier.forget, "what was uploaded stays"


@pytest.mark.parametrize("message", [{}, {"path": "a", "key": "b"}, {"path": "a", "key": "b", "wishes": {"x": 1}}])
def test_what_is_no_job(message: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no job"):
        Job.read(message)
