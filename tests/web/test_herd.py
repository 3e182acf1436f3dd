"""Many ask for one picture that nobody has: its source travels once, it is made once, and nobody depends on another."""

from __future__ import annotations

from contextlib import ExitStack

from tests.server import Server
from tests.web.stage import BASIS, asked, metric, until
from tests.web.versions import Origin

HTTP = {"use": "fitter.loaders.http.HttpLoader", "hosts": ["127.0.0.1"], "allow_networks": ["127.0.0.0/8"]}
SETTINGS = {"loader": [BASIS["loader"], HTTP], "limits": {"queue": 5, "sources_memory": "1MiB"}}
JOBS = 'fitter_worker_events_total{event="jobs"}'


def test_a_slow_origin_is_asked_once(server: Server) -> None:
    with Origin() as origin:
        until(lambda: server.request("/ready").status == 200)
        before = metric(server, JOBS)
        origin.gate.clear()
        with asked(server, server.path("60x", origin.url()), 200) as herd:
            herd[0].connection.close()  # whoever came first leaves, and is not missed
            origin.gate.set()
            replies = [one.reply() for one in herd[1:]]
        assert {reply.status for reply in replies} == {200}
        assert len({reply.body for reply in replies}) == 1
        assert len({reply.headers["Etag"] for reply in replies}) == 1
        assert origin.asked == [200]
        assert metric(server, JOBS) == before + 1


def test_sizes_of_one_source_are_one_fetch(server: Server) -> None:
    with Origin() as origin:
        origin.gate.clear()
        with (
            asked(server, server.path("60x", origin.url())) as (small,),
            asked(server, server.path("90x", origin.url())) as (large,),
        ):
            origin.gate.set()
            assert small.reply().body != large.reply().body
        assert origin.asked == [200]


def test_a_slow_origin_stops_nothing_else(server: Server) -> None:
    """More of its pictures are waited for than may be made at once, and than would fit if each were the largest."""
    with Origin() as origin, ExitStack() as stack:
        origin.gate.clear()
        paths = [server.path("60x", origin.url(f"{number}.png")) for number in range(12)]
        slow = [stack.enter_context(asked(server, path))[0] for path in paths]
        assert server.get("61x", "quarters.jpg").status == 200
        assert origin.asked == []
        origin.gate.set()
        assert 200 in {one.reply().status for one in slow}
