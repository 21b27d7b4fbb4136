"""Watching edges: nothing is missed, nothing is invented, and what is lost is told."""

import os
import threading

import pytest
from proxy import Proxy, Silent

import gpiohub as client


def test_what_is_set_after_the_watch_began_is_seen(gpiohub):
    for level in [1, 0] * 25:
        with gpiohub.watch("ivi:IGN") as edges:
            gpiohub["bench/IGN"] = level
            edge = edges.wait(within=5)
        assert (edge.line, edge.level, edge.edge, edge.cause) == ("ivi:IGN", level, ("falling", "rising")[level], "stimulus")


def test_what_was_set_before_is_in_the_levels_and_is_no_edge(gpiohub):
    gpiohub["bench/IGN"] = 1
    with gpiohub.watch("bench/IGN", "ivi:CRASH") as edges:
        assert edges.levels == {"bench/IGN": 1, "ivi:CRASH": 0}
        edges.expect_none(0.05)


def test_edges_come_in_order_and_each_once(gpiohub):
    with gpiohub.watch("bench/IGN") as edges:
        for level in [1, 0] * 200:
            gpiohub["bench/IGN"] = level
        seen = [edges.wait(within=5) for _ in range(400)]
        edges.expect_none(0.05)
    assert [edge.level for edge in seen] == [1, 0] * 200
    assert all(a.seq < b.seq and a.ns <= b.ns for a, b in zip(seen, seen[1:]))


def test_a_wait_passes_over_other_edges_and_lines(gpiohub):
    with gpiohub.watch("bench/IGN", "bench/CRASH") as edges:
        gpiohub["bench/IGN"] = 1
        gpiohub["bench/CRASH"] = 1
        gpiohub["bench/IGN"] = 0
        assert edges.wait("rising", within=5, line="bench/CRASH").line == "bench/CRASH"
        assert edges.wait("falling", within=5).line == "bench/IGN"


def test_no_edge_says_what_came_instead(gpiohub):
    with gpiohub.watch("bench/IGN") as edges:
        gpiohub["bench/IGN"] = 1
        edges.wait("rising", within=5)
        gpiohub["bench/IGN"] = 0
        with pytest.raises(client.NoEdge, match="no rising edge of bench/IGN within 0.05 s .bench/IGN=0.; instead: bench/IGN was falling"):
            edges.wait("rising", within="50ms")


def test_an_edge_that_is_not_expected_is_told_with_its_cause(gpiohub):
    with gpiohub.watch("ivi:IGN") as edges:
        gpiohub["bench/IGN"] = 1
        with pytest.raises(client.UnexpectedEdge, match="ivi:IGN was rising at .* caused by stimulus") as seen:
            edges.expect_none(60)
    assert seen.value.edge.level == 1


def test_only_the_edges_that_were_asked_for_come(gpiohub):
    with gpiohub.watch("bench/IGN", edges="falling") as edges:
        gpiohub["bench/IGN"] = 1
        gpiohub["bench/IGN"] = 0
        assert edges.wait(within=5).edge == "falling"


def test_all_lines_are_watched_if_none_is_named(gpiohub):
    with gpiohub.watch() as edges:
        gpiohub["bench/WAKE"] = 1
        assert edges.wait("rising", within=5).line == "bench/WAKE"
        assert len(edges.levels) == 5


def test_drain_and_iteration_give_every_edge(gpiohub):
    with gpiohub.watch("bench/IGN") as edges:
        gpiohub["bench/IGN"] = 1
        gpiohub["bench/IGN"] = 0
        walk = iter(edges)
        assert [next(walk).level, next(walk).level] == [1, 0]
        gpiohub["bench/IGN"] = 1
        while not (found := edges.drain()):
            os.sched_yield()
        assert [edge.level for edge in found] == [1]


@pytest.mark.parametrize("lines, error", [(["bench/NOPE"], client.NotFound), (["bench"], client.Malformed)])
def test_a_watch_of_what_there_is_not_does_not_begin(gpiohub, lines, error):
    with pytest.raises(error):
        with gpiohub.watch(*lines):
            pytest.fail("it has begun")


def test_waiting_for_what_is_no_edge_or_not_watched_is_refused_at_once(gpiohub):
    with gpiohub.watch("bench/IGN") as edges:
        with pytest.raises(client.Malformed):
            edges.wait("up", within=60)
        with pytest.raises(client.NotFound, match="is not watched here"):
            edges.wait("rising", within=60, line="bench/CRASH")


def test_a_watch_whose_connection_breaks_goes_on_where_it_was(gpiohub, demo, tmp_path):
    with Proxy(demo.where) as proxy, client.Hub(proxy.path).watch("bench/IGN") as edges:
        for cut in range(5):
            gpiohub["bench/IGN"] = 1
            assert edges.wait(within=5).level == 1
            proxy.cut()
            gpiohub["bench/IGN"] = 0
            assert edges.wait(within=5).level == 0
        edges.expect_none(0.05)
        assert proxy.accepted >= 6


def test_a_watch_that_cannot_come_back_says_so_and_knows_nothing_of_that_time(gpiohub, demo):
    proxy = Proxy(demo.where)
    with client.Hub(proxy.path).watch("bench/IGN") as edges:
        proxy.close()
        with pytest.raises(client.NoEdge, match="no hub at|ended the stream|broke"):
            edges.wait(within=0.2)
        with pytest.raises(client.Lagged, match="nothing is known"):
            edges.expect_none(0.05)


def test_a_hub_that_was_started_anew_is_lost_edges_and_the_watch_goes_on(rig):
    text = "chips: { c: { driver: sim, lines: [A] } }\n"
    first = rig(text)
    with Proxy(first.where) as proxy:
        hub = client.Hub(proxy.path)
        with hub.watch("c/A") as edges:
            second = rig(text)
            proxy.lead_to(second.where)
            first.stop()
            proxy.cut()
            with pytest.raises(client.Lagged, match="started anew"):
                edges.wait(within=20)
            second["c/A"] = 1
            assert edges.wait("rising", within=5).line == "c/A"


def test_a_connection_that_says_nothing_any_more_is_given_up_and_made_again(gpiohub, demo, monkeypatch):
    monkeypatch.setattr(client.Watch, "HEARTBEAT", 0.1)
    with Proxy(demo.where) as proxy, client.Hub(proxy.path).watch("bench/IGN") as edges:
        proxy.freeze()
        gpiohub["bench/IGN"] = 1
        assert edges.wait("rising", within=10).line == "bench/IGN"
        assert proxy.accepted == 2


def test_what_was_lost_is_told_with_its_interval_and_what_follows_is_seen(tmp_path_factory):
    says = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
        b'id: 00000000-7\nevent: snapshot\ndata: {"snapshot":[{"line":"c/A","level":0,"ns":"5"}],"seq":7}\n\n'
        b'event: lagged\ndata: {"lagged":{"events":12,"fromNs":"5","toNs":"90"}}\n\n'
        b'event: edges\ndata: {"edges":{"base":"100","lines":["c/A"],"causes":["fault"],"e":[[20,0,1,0,0],[21,0,0,7,0]]}}\n\n'
        b'event: edges\ndata: {"edges":{"base":"200","causes":["hardware"],"e":[[22,0,1,3,1]]}}\n\n'
        b"event: later\ndata: {}\n\n"
    )
    with client.Hub(Silent(tmp_path_factory.mktemp("s"), says).path).watch("c/A") as edges:
        with pytest.raises(client.Lagged, match="12 events") as lagged:
            edges.wait(within=5)
        assert (lagged.value.from_ns, lagged.value.to_ns) == (5, 90)
        assert [edges.wait(within=5) for _ in range(3)] == [
            client.Edge("c/A", "rising", 1, 100, "fault", 20),
            client.Edge("c/A", "falling", 0, 107, "fault", 21),
            client.Edge("c/A", "rising", 1, 203, "hardware", 22),
        ]


def test_an_edge_that_another_host_has_told_says_how_well_its_instant_is_known(tmp_path_factory):
    says = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
        b'id: r-9\nevent: snapshot\ndata: {"snapshot":[{"line":"c/A","level":0,"ns":"5"}],"seq":9}\n\n'
        b'id: r-12\nevent: edges\ndata: {"edges":{"base":"100","lines":["c/B","c/A"],"causes":["hardware","fault"],'
        b'"uncertaintyMs":[[1,0.306]],"e":[[10,0,1,0,0],[11,1,1,1,0],[12,1,0,2,1]]}}\n\n'
    )
    with client.Hub(Silent(tmp_path_factory.mktemp("s"), says).path).watch("c/A") as edges:
        assert [edges.wait(within=5).uncertainty_ms for _ in range(3)] == [None, 0.306, None]


def test_a_hub_that_another_process_has_taken_over_is_told_once_and_the_watch_goes_on(tmp_path_factory):
    says = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
        b'id: r-9\nevent: snapshot\ndata: {"snapshot":[{"line":"c/A","level":1,"ns":"5"}],"seq":9}\n\n'
        b'id: r-70000\nevent: gap\ndata: {"seq":70000,"gap":{"from":10,"to":69999,"epoch":2,"ms":35.5},"ns":"1000"}\n\n'
        b'id: r-70000\nevent: snapshot\ndata: {"snapshot":[{"line":"c/A","level":0,"ns":"1000"}],"seq":70000}\n\n'
        b'id: r-70001\nevent: edges\ndata: {"edges":{"base":"2000","lines":["c/A"],"causes":["fault"],"e":[[70001,0,1,0,0]]}}\n\n'
    )
    with client.Hub(Silent(tmp_path_factory.mktemp("s"), says).path).watch("c/A") as edges:
        with pytest.raises(client.Lagged, match="another process has taken over the hub after 35.5 ms .epoch 2.") as lagged:
            edges.wait(within=5)
        assert (lagged.value.from_ns, lagged.value.to_ns) == (1000, 35_501_000)
        assert edges.wait(within=5) == client.Edge("c/A", "rising", 1, 2000, "fault", 70001)
        edges.expect_none(0.05)


@pytest.mark.parametrize("data", ["nonsense", '{"snapshot":3}', '{"snapshot":[{"line":"c/A"}]}', "[]"])
def test_events_that_are_not_understood_are_told_as_such(tmp_path_factory, data):
    says = f"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: snapshot\ndata: {data}\n\n"
    with pytest.raises(client.HubError, match="does not understand.*take the client from there"):
        client.Hub(Silent(tmp_path_factory.mktemp("s"), says.encode()).path).watch("c/A").__enter__()


def test_a_line_that_goes_with_a_reload_is_told_and_one_that_comes_is_seen(rig):
    hub = rig("chips: { c: { driver: sim, lines: [A, B] } }\n")
    other = f"hub: {{ sockets: {hub.sockets} }}\nchips: {{ c: {{ driver: sim, lines: [A] }}, d: {{ driver: sim, lines: [NEW] }} }}\n"
    with hub.watch("c/B") as one, hub.watch() as every:
        hub.apply(other)
        with pytest.raises(client.NotFound, match="c/B went with another configuration"):
            one.wait(within=10)
        while "d/NEW" not in every.levels:
            os.sched_yield()
        hub["d/NEW"] = 1
        assert every.wait("rising", within=10).line == "d/NEW"
        assert every.levels == {"c/A": 0, "d/NEW": 1}


def test_several_threads_may_drive_and_watch_with_one_hub(gpiohub):
    problems = []

    def work(name):
        try:
            with gpiohub.watch(f"bench/{name}") as edges:
                for level in [1, 0] * 20:
                    gpiohub[f"bench/{name}"] = level
                    assert edges.wait(within=10).level == level
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=work, args=[name]) for name in ("IGN", "CRASH", "WAKE")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert problems == []
