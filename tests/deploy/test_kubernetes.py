"""The manifests are of one piece: names, probes, places, room and time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from fitter.workers.greeting import hello
from tests.deploy.shipped import (
    DEPLOY,
    IMAGE,
    LITTLE,
    PAGE,
    kubernetes,
    most,
    parse_fitter,
    pod,
    reading,
    settings,
    size,
)
from tests.material import ROOT
from tests.server import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    needed = {"loader": {"use": "fitter.storages.files.FileStorage", "root": "."}, "engine": {"workers": 1}}
    with Server(tmp_path_factory.mktemp("deploy"), needed, environment={"PYTHONPATH": str(ROOT)}) as one:
        yield one


def test_the_configuration_is_right() -> None:
    """Its engine is that of the other recipe, which is asked there."""
    one = reading("kubernetes")
    assert one.problems == []
    asked = [found.for_engine() for found in (one, reading("compose"))]
    told = [found and hello(found) for found in asked]
    assert told[0] == told[1] is not None
    assert len([make() for _, make in one.makers]) == 5


def test_pods_are_contained_and_have_their_places() -> None:
    container, context = pod()["containers"][0], pod()["securityContext"]
    assert f"USER {context['runAsUser']}\n" in IMAGE
    assert context["runAsNonRoot"]
    own = container["securityContext"]
    assert own == {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
    assert not pod()["automountServiceAccountToken"]
    assert not pod()["enableServiceLinks"]  # or FITTER_PORT and more would be in the environment
    places = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
    assert set(places) == {"/etc/fitter", "/srv/fitter/var", "/tmp"}  # noqa: S108  a place in the pod
    assert set(places.values()) == {volume["name"] for volume in pod()["volumes"]}
    assert "FITTER_CONFIG=/etc/fitter/fitter.conf" in IMAGE
    assert "WORKDIR /srv/fitter\n" in IMAGE
    assert settings("kubernetes").storage[0].options["root"].startswith("var/")


def test_what_kubernetes_has_fits_together() -> None:
    found = kubernetes()
    name, labels = (
        found["Deployment"]["metadata"]["name"],
        found["Deployment"]["spec"]["template"]["metadata"]["labels"],
    )
    for kind in ("Deployment", "PodDisruptionBudget"):
        assert found[kind]["spec"]["selector"]["matchLabels"].items() <= labels.items(), kind
    assert found["Service"]["spec"]["selector"].items() <= labels.items()
    assert found["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]["name"] == name
    assert found["Service"]["spec"]["ports"][0]["targetPort"] == pod()["containers"][0]["ports"][0]["name"]
    assert pod()["containers"][0]["ports"][0]["containerPort"] == settings("kubernetes").server.port
    assert pod()["volumes"][0]["configMap"]["name"] == found["ConfigMap"]["metadata"]["name"]
    secret = pod()["containers"][0]["envFrom"][0]["secretRef"]["name"]
    created = re.search(rf"^kubectl create secret generic {secret} (.+)$", PAGE, re.MULTILINE)
    assert created
    wanted = re.findall(r"\$\{([A-Z_]+)\}", found["ConfigMap"]["data"]["fitter.conf"])
    assert set(wanted) == set(re.findall(r"--from-literal=([A-Z_]+)=", created[1]))


def test_probes_and_figures_are_answered(server: Server) -> None:
    container = pod()["containers"][0]
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert container[probe]["httpGet"]["port"] == container["ports"][0]["name"]
        assert server.request(container[probe]["httpGet"]["path"]).status == 200, probe
    assert "/health'" in IMAGE
    notes = kubernetes()["Deployment"]["spec"]["template"]["metadata"]["annotations"]
    text = server.request(notes["prometheus.io/path"]).body.decode()
    there = set(re.findall("^# TYPE (fitter_[a-z_]+) ", text, re.MULTILINE))
    manifest = (DEPLOY / "kubernetes.yaml").read_text()
    assert set(re.findall("`(fitter_[a-z_]+)`", PAGE)) == there
    assert set(re.findall("name: (fitter_[a-z_]+)}", manifest)) <= there


def test_the_command_is_known() -> None:
    arguments = pod()["containers"][0]["args"]
    parse_fitter(arguments)
    assert f"CMD {json.dumps(arguments)}" in IMAGE


def test_pods_get_the_time_to_end() -> None:
    before = pod()["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert pod()["terminationGracePeriodSeconds"] >= before + settings("kubernetes").server.drain + LITTLE


def test_there_is_room_for_all_that_may_be_used() -> None:
    one, resources = settings("kubernetes"), pod()["containers"][0]["resources"]
    assert size(resources["limits"]["memory"]) >= most(one)
    assert int(resources["requests"]["cpu"]) == one.engine.workers
    rooms = {
        volume["name"]: size(volume["emptyDir"]["sizeLimit"]) for volume in pod()["volumes"] if "emptyDir" in volume
    }
    assert rooms["kept"] >= 1.05 * size(one.storage[0].options["bytes"])
    assert size(resources["limits"]["ephemeral-storage"]) >= sum(rooms.values())
