"""The Compose file and its configuration are of one piece: names, ports, volumes, commands, room and time."""

from __future__ import annotations

import json
import re
import shlex

from fitter_celery import CeleryQueue, workplace

from fitter.cli.findings import look
from tests.deploy.shipped import (
    DEPLOY,
    IMAGE,
    LITTLE,
    NAMES,
    PAGE,
    compose,
    most,
    parse,
    parse_fitter,
    reading,
    seconds,
    settings,
    size,
)
from tests.material import ROOT


def test_the_configuration_is_right() -> None:
    assert look(reading("compose"))[0] == []


def test_the_example_has_what_is_asked_for() -> None:
    named = {
        name: set(re.findall(r"\$\{([A-Z0-9_]+)", (DEPLOY / name).read_text()))
        for name in ("compose.yaml", "fitter.conf")
    }
    assert named["compose.yaml"] == set(NAMES)
    assert named["fitter.conf"] <= set(compose()["services"]["fitter"]["environment"])
    line = re.search(r"^#   (\(umask.*)$", (DEPLOY / ".env.example").read_text(), re.MULTILINE)
    assert line
    assert line[1] in PAGE


def test_services_are_contained() -> None:
    for name, service in compose()["services"].items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert size(service["mem_limit"]) > 0, name


def test_services_find_each_other() -> None:
    services, one = compose()["services"], settings("compose")
    s3, redis = f"http://s3{services['s3']['environment']['VGW_PORT']}", "redis://{}:6379/0"
    assert one.loader[0].options["endpoint"] == one.result_storage[2].options["endpoint"] == s3
    assert one.result_storage[1].options["url"] == redis.format("cache")
    assert one.queue[0].options["url"] == redis.format("broker")
    made = services["s3"]["entrypoint"][-1]
    for plugin in (one.loader[0], one.result_storage[2]):
        assert f"/data/{plugin.options['bucket']} " in made
    for name in ("fitter", "worker"):
        for needed in services[name]["depends_on"]:
            assert services[needed]["healthcheck"]["test"], needed
    (port,) = services["fitter"]["ports"]
    assert port == f"127.0.0.1:{one.server.port}:{one.server.port}"
    assert f"EXPOSE {one.server.port}" in IMAGE


def test_services_have_what_they_name() -> None:
    kept = compose()["volumes"]
    for name, service in compose()["services"].items():
        for source, target in (volume.split(":")[:2] for volume in service.get("volumes", [])):
            assert (DEPLOY / source).is_file() if source.startswith(".") else source in kept, f"{name}: {source}"
            assert target.startswith(("/data", "/etc/fitter/fitter.conf", "/srv/fitter/var")), f"{name}: {target}"
    build = compose()["services"]["fitter"]["build"]
    assert (DEPLOY / build["context"] / "Dockerfile").is_file()
    ((name, add_on),) = build["args"].items()
    assert f"ARG {name}=" in IMAGE
    assert f"!{add_on.removeprefix('./')}" in (ROOT / ".dockerignore").read_text().split()
    assert (ROOT / add_on / "setup.cfg").is_file()


def test_commands_are_known() -> None:
    from celery.bin.worker import worker as celery_worker  # it takes a third of a second

    words = re.search(r"^ENTRYPOINT (.*)\nCMD (.*)$", IMAGE, re.MULTILINE)
    assert words
    assert json.loads(words[1]) == ["tini", "--", "fitter"]
    parse_fitter(json.loads(words[2]))
    worker = compose()["services"]["worker"]
    assert worker["entrypoint"] == ["tini", "--", "celery"]
    assert worker["command"][:3] == ["-A", "fitter_celery", "worker"]
    parse(celery_worker, worker["command"][3:])
    told = re.findall(r"^docker compose exec fitter fitter (.+)$", PAGE, re.MULTILINE)
    assert len(told) == 3
    for line in told:
        parse_fitter(shlex.split(line))


def test_whoever_stops_it_waits_longer() -> None:
    services, one = compose()["services"], settings("compose")
    assert seconds(services["fitter"]["stop_grace_period"]) >= one.server.drain + LITTLE
    lost = CeleryQueue.Options(**one.queue[0].options).lost(one.engine.deadline)
    assert seconds(services["worker"]["stop_grace_period"]) >= lost + workplace._END + LITTLE


def test_there_is_room_for_all_that_may_be_used() -> None:
    service, one = compose()["services"]["fitter"], settings("compose")
    room = re.search("size=([0-9]+m)", service["tmpfs"][0])
    assert room
    assert size(service["mem_limit"]) >= most(one) + size(room[1])
    assert size(room[1]) >= one.upload.at_once * (one.upload.max_bytes or one.limits.source_bytes)
    assert service["cpus"] == one.engine.workers
